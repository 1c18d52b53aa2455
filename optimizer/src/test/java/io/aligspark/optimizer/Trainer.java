package io.aligspark.optimizer;

/** One optimizer with its parameters and state, as the tests drive it; the projection follows every step. */
interface Trainer {

    /** A copy. */
    double[] parameters();

    /** A copy of a state array. */
    double[] state(int index);

    /** One update with the mean loss and gradient at {@link #parameters()}. */
    Outcome step(double loss, double... gradient);

    /** Multiplies the parameters: decoupled weight decay. */
    void scale(double factor);

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
