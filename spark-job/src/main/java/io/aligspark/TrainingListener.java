package io.aligspark;

/** Is told how a training goes, on the thread that trains. An exception ends the training. */
public interface TrainingListener {
    /** An epoch was completed. */
    default void epoch(EpochResult result) {}

    /**
     * A step was taken.
     *
     * @param step counted from 1 over all epochs
     * @param steps in total
     * @param loss mean over the epoch so far
     */
    default void step(long step, long steps, double loss) {}

    /** A line for people. */
    default void note(String line) {}

    /** A line for people that they had better read; by default it goes to the log. */
    default void warning(String line) {
        System.getLogger(TrainingListener.class.getName()).log(System.Logger.Level.WARNING, line);
    }
}
