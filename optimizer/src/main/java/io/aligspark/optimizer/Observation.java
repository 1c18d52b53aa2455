package io.aligspark.optimizer;

/**
 * What a decision is made from. Driver.
 *
 * @param position where training stands
 * @param lossMean mean loss of the batch, without any regulariser, at the parameters the gradient was computed at
 * @param scalars at least the optimizer's {@link Optimizer#scalars()}
 * @param memory one number per name in {@link Optimizer#memoryNames}, in that order; zero before the first step; owned by
 *     the caller, changed by {@link Optimizer#decide}
 * @param trialLoss for optimizers that search
 * @param samples for optimizers that keep numbers per training sample
 */
public record Observation(
        Position position,
        double lossMean,
        Scalars scalars,
        double[] memory,
        TrialLoss trialLoss,
        BatchSamples samples) {

    /** Without samples. */
    public Observation(Position position, double lossMean, Scalars scalars, double[] memory, TrialLoss trialLoss) {
        this(position, lossMean, scalars, memory, trialLoss, BatchSamples.none());
    }

    /** What would be observed if the gradient were multiplied by a factor ≥ 0; the memory is the same array. */
    Observation withGradientTimes(double factor) {
        return new Observation(position, lossMean, scalars.withGradientTimes(factor), memory, trialLoss, samples);
    }

    /** Number of the update, from 1. */
    public long step() {
        return position.step();
    }
}
