package io.aligspark.optimizer;

import java.util.EnumMap;
import java.util.Map;

/** Observations for tests: one epoch, no search. */
public final class Observed {
    private Observed() {}

    /** At a step of the first epoch, without memory. */
    public static Observation at(long step, double lossMean, Scalars scalars) {
        return at(step, lossMean, scalars, new double[0]);
    }

    /** With memory. */
    public static Observation at(long step, double lossMean, Scalars scalars, double[] memory) {
        return new Observation(new Position(step, 1, 100), lossMean, scalars, memory, stepSize -> {
            throw new IllegalStateException("no search here");
        });
    }

    /** With memory of zeros, and the same value of every scalar that the optimizer names. */
    static Observation by(Optimizer optimizer, long step, double lossMean, double scalar) {
        Map<Scalar, Double> values = new EnumMap<>(Scalar.class);
        optimizer.scalars().forEach(name -> values.put(name, scalar));
        return at(
                step,
                lossMean,
                new Scalars(values),
                new double[optimizer.memoryNames().size()]);
    }
}
