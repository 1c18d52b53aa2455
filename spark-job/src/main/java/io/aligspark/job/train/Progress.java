package io.aligspark.job.train;

/** Is told how far a run is. Driver. */
public interface Progress extends AutoCloseable {
    /**
     * Training starts.
     *
     * @param onClasses whether accuracy means something; the validation loss is of interest where it does not
     * @param firstStep steps taken before
     * @param lastStep steps in total
     */
    void start(boolean onClasses, long firstStep, long lastStep);

    /**
     * A step was taken.
     *
     * @param epoch counted from 1
     * @param step counted from 1 over all epochs
     * @param lossMean of the epoch so far
     * @param stepSize of this step
     * @param samplesPerSecond of the epoch so far
     */
    void step(int epoch, long step, double lossMean, double stepSize, double samplesPerSecond);

    /** An epoch was completed. */
    void epoch(EpochMetrics epoch);

    /** Training ended, also by an exception. */
    @Override
    void close();
}
