package io.aligspark.optimizer;

/** One optimizer with its parameters and state, as the tests drive it; the projection follows every step. */
interface Trainer {

    /** A copy. */
    double[] parameters();

    /** A copy of a state array. */
    double[] state(int index);

    /** Updates of an epoch, as optimizers are told. */
    int STEPS_PER_EPOCH = 100;

    /** Training samples, for optimizers that keep numbers per sample. */
    int SAMPLES = 12;

    /** Which samples the next step is about, for optimizers that keep numbers per sample. */
    void observe(int[] samples, float[] losses);

    /** One update with the mean loss and gradient at {@link #parameters()}. */
    default Outcome step(double loss, double... gradient) {
        return step(
                stepSize -> {
                    throw new IllegalStateException("no search here");
                },
                loss,
                gradient);
    }

    /** The same for an optimizer that searches. */
    Outcome step(TrialLoss trialLoss, double loss, double... gradient);

    /** After the last step of an epoch. */
    void endEpoch(EpochEnd end);

    /** Where training stands at a step. */
    static Position position(long step) {
        return new Position(step, (int) ((step - 1) / STEPS_PER_EPOCH) + 1, STEPS_PER_EPOCH);
    }

    /**
     * The step taken.
     *
     * @param unclipped NaN where the method has none
     * @param stepSizes per group, the default group first
     */
    record Outcome(double unclipped, double[] stepSizes) {
        double mean() {
            return Vectors.sum(stepSizes) / stepSizes.length;
        }
    }
}
