package io.aligspark.optimizer;

import java.util.List;

/** A method in double, element by element as its paper prints it: the slow twin of an {@link Optimizer}. */
interface ReferenceRule {

    /** The step for a mean loss and the squared norm of its gradient. */
    Trainer.Outcome decide(double loss, double gradientSquaredNorm);

    /** Carries it out; two state arrays are there for methods that need them. */
    void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state);

    static ReferenceRule of(Optimizer optimizer) {
        if (optimizer instanceof Alig alig) {
            return new ReferenceAlig(alig, false);
        } else if (optimizer instanceof Sgd sgd) {
            return new ReferenceSgd(sgd);
        } else if (optimizer instanceof Adam adam) {
            return new ReferenceAdam(adam);
        }
        throw new IllegalArgumentException("no reference for " + optimizer);
    }
}
