package io.aligspark.job.session;

/**
 * What is recorded of a step.
 *
 * @param step counted from 1
 * @param epoch counted from 1
 * @param loss mean over the batch, before the step
 * @param stepSize gamma, mean over parameter groups
 * @param unclippedStepSize before the maximal learning rate; NaN where it has no meaning
 * @param clipped whether the maximal learning rate acted
 * @param seconds wall time
 */
public record StepMetrics(
        long step,
        int epoch,
        double loss,
        double stepSize,
        double unclippedStepSize,
        boolean clipped,
        double seconds) {}
