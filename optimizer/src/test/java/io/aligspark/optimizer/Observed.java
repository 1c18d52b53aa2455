package io.aligspark.optimizer;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Observations for tests, in the first epoch. */
public final class Observed {
    private Observed() {}

    /** All that an optimizer reads, as before the first step; every scalar is 1, and every trial succeeds. */
    static Observation of(Optimizer optimizer, long step, double lossMean) {
        Map<Scalar, Double> ones =
                optimizer.scalars().stream().collect(Collectors.toMap(scalar -> scalar, scalar -> 1.0));
        double[] memory = new double[optimizer.memoryNames().size()];
        BatchSamples samples = new BatchSamples(new int[] {2}, new float[] {(float) lossMean}, sampleMemory(optimizer));
        return new Observation(Trainer.position(step), lossMean, new Scalars(ones), memory, stepSize -> -1e9, samples);
    }

    /** Zeros for {@link Trainer#SAMPLES} samples. */
    static List<float[]> sampleMemory(Optimizer optimizer) {
        return optimizer.sampleMemoryNames().stream()
                .map(name -> new float[Trainer.SAMPLES])
                .toList();
    }

    /** For optimizers without memory and search. */
    public static Observation at(long step, double lossMean, Scalars scalars) {
        return new Observation(new Position(step, 1, 100), lossMean, scalars, new double[0], stepSize -> {
            throw new IllegalStateException("no search here");
        });
    }
}
