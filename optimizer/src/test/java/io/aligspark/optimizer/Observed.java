package io.aligspark.optimizer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Observations for tests, in the first epoch. */
public final class Observed {
    private Observed() {}

    /** All that an optimizer reads, as before the first step; every scalar is 1, and every trial succeeds. */
    static Observation of(Optimizer optimizer, long step, double lossMean) {
        return by(optimizer, step, lossMean, 1);
    }

    /** The same with another value of every scalar. */
    static Observation by(Optimizer optimizer, long step, double lossMean, double scalar) {
        Map<Scalar, Double> values = new EnumMap<>(Scalar.class);
        optimizer.scalars().forEach(name -> values.put(name, scalar));
        double[] memory = new double[optimizer.memoryNames().size()];
        BatchSamples samples = new BatchSamples(new int[] {2}, new float[] {(float) lossMean}, sampleMemory(optimizer));
        return new Observation(
                Trainer.position(step), lossMean, new Scalars(values), memory, stepSize -> -1e9, samples);
    }

    /** Zeros for {@link Trainer#SAMPLES} samples. */
    static List<float[]> sampleMemory(Optimizer optimizer) {
        return optimizer.sampleMemoryNames().stream()
                .map(name -> new float[Trainer.SAMPLES])
                .toList();
    }

    /** For optimizers without memory and search. */
    public static Observation at(long step, double lossMean, Scalars scalars) {
        return at(step, lossMean, scalars, new double[0]);
    }

    /** With memory. */
    public static Observation at(long step, double lossMean, Scalars scalars, double[] memory) {
        return new Observation(new Position(step, 1, 100), lossMean, scalars, memory, stepSize -> {
            throw new IllegalStateException("no search here");
        });
    }
}
