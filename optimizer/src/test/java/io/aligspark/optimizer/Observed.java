package io.aligspark.optimizer;

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
        return new Observation(Trainer.position(step), lossMean, new Scalars(ones), memory, stepSize -> -1e9);
    }

    /** For optimizers without memory and search. */
    public static Observation at(long step, double lossMean, Scalars scalars) {
        return new Observation(new Position(step, 1, 100), lossMean, scalars, new double[0], stepSize -> {
            throw new IllegalStateException("no search here");
        });
    }
}
