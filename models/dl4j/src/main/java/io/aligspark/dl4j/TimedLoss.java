package io.aligspark.dl4j;

import io.aligspark.networks.Loss;
import java.io.Serial;

/** A loss that measures itself. */
final class TimedLoss implements Loss {
    @Serial
    private static final long serialVersionUID = 1;

    private final Loss loss;
    private long nanoseconds;

    TimedLoss(Loss loss) {
        this.loss = loss;
    }

    /** Spent so far. */
    long nanoseconds() {
        return nanoseconds;
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public boolean onClasses() {
        return loss.onClasses();
    }

    @Override
    public int targetLength(int outputs) {
        return loss.targetLength(outputs);
    }

    @Override
    public double lossAndGradient(
            float[] outputs, float[] targets, int samples, float[] gradient, double[] sampleLosses) {
        long start = System.nanoTime();
        double sum = loss.lossAndGradient(outputs, targets, samples, gradient, sampleLosses);
        nanoseconds += System.nanoTime() - start;
        return sum;
    }
}
