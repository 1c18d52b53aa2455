package io.aligspark.optimizer;

import java.util.List;

/** A rule whose step needs the loss and the gradient's norm only: its decision can also be production's. */
interface DirectRule {

    /** Which samples the next step is about. */
    default void observe(int[] samples, float[] losses) {}

    /** The step for a mean loss and the squared norm of its gradient. */
    Trainer.Outcome decide(double loss, double gradientSquaredNorm);

    /** Carries it out; three state arrays are there for methods that need them. */
    void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state);

    /** After the last step of an epoch. */
    default void endEpoch(EpochEnd end) {}
}
