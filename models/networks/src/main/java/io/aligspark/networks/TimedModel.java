package io.aligspark.networks;

import java.util.function.LongConsumer;

/**
 * A model whose passes with gradients are measured, for engines that tell where their time goes.
 *
 * @param spent told of the CPU time of each, in nanoseconds
 */
public record TimedModel(Engine.Model model, LongConsumer spent) implements Engine.Model {
    @Override
    public double lossAndGradient(Batch batch, long seed, float[] gradientSum, float[] bufferSum) {
        long start = TimedLoss.cpuNanoseconds();
        double sum = model.lossAndGradient(batch, seed, gradientSum, bufferSum);
        spent.accept(TimedLoss.cpuNanoseconds() - start);
        return sum;
    }

    @Override
    public double[] sampleLosses() {
        return model.sampleLosses();
    }

    @Override
    public double loss(Batch batch, long seed) {
        return model.loss(batch, seed);
    }

    @Override
    public float[] predict(Batch batch) {
        return model.predict(batch);
    }
}
