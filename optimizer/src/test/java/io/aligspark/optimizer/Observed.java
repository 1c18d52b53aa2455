package io.aligspark.optimizer;

/** Observations for tests: one epoch, no memory, no search. */
public final class Observed {
    private Observed() {}

    /** At a step of the first epoch. */
    public static Observation at(long step, double lossMean, Scalars scalars) {
        return new Observation(new Position(step, 1, 100), lossMean, scalars, new double[0], stepSize -> {
            throw new IllegalStateException("no search here");
        });
    }
}
