package io.aligspark.optimizer;

import java.io.Serializable;
import java.util.Arrays;

/**
 * What the driver decided for one step; with it, every slice of the vector can be updated on its own.
 *
 * @param step number of the update, from 1
 * @param stepSize arithmetic mean of the groups' steps, for monitoring
 * @param unclippedStepSize the step before the groups' maximal learning-rates; NaN for methods without one
 * @param clipped whether some group's step was cut to its maximal learning-rate
 * @param groupStepSizes one step per parameter group, the default group first; owned by the decision, not to be changed
 * @param gradientFactor what {@link ClippedGradient} multiplies the gradient by, in [0, 1]; 1 without it
 */
public record Decision(
        long step,
        double stepSize,
        double unclippedStepSize,
        boolean clipped,
        double[] groupStepSizes,
        double gradientFactor)
        implements Serializable {

    /** With the gradient as it is. */
    Decision(long step, double stepSize, double unclippedStepSize, boolean clipped, double[] groupStepSizes) {
        this(step, stepSize, unclippedStepSize, clipped, groupStepSizes, 1);
    }

    /** The same with another factor of the gradient. */
    Decision withGradientFactor(double factor) {
        return new Decision(step, stepSize, unclippedStepSize, clipped, groupStepSizes, factor);
    }

    /** One step size for all parameters, set by a schedule or found by a search rather than computed from the loss. */
    static Decision prescribed(long step, double stepSize) {
        return new Decision(step, stepSize, Double.NaN, false, new double[] {stepSize});
    }

    /**
     * One step size for all parameters, computed from the loss and never cut.
     *
     * @throws ArithmeticException if it is beyond the range of float, which the parameters have
     */
    static Decision computed(long step, double stepSize) {
        double[] stepSizes = clipped(step, stepSize, Double.POSITIVE_INFINITY).groupStepSizes;
        return new Decision(step, stepSize, Double.NaN, false, stepSizes);
    }

    /**
     * One global step, cut to the maximal learning-rate of each group.
     *
     * @throws ArithmeticException if a group's step is beyond the range of float, which the parameters have
     */
    static Decision clipped(long step, double unclippedStepSize, double... maxLearningRates) {
        double[] stepSizes = new double[maxLearningRates.length];
        boolean clipped = false;
        for (int group = 0; group < stepSizes.length; group++) {
            stepSizes[group] = Math.min(unclippedStepSize, maxLearningRates[group]);
            clipped |= unclippedStepSize > maxLearningRates[group];
            if (!(stepSizes[group] <= Float.MAX_VALUE)) {
                throw new ArithmeticException("step " + step + ": step size must be in the range of float, but was "
                        + stepSizes[group] + "; no update");
            }
        }
        double mean = Arrays.stream(stepSizes).sum() / stepSizes.length;
        return new Decision(step, mean, unclippedStepSize, clipped, stepSizes);
    }
}
