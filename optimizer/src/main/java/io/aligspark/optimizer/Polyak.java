package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFinite;

/**
 * Polyak's step.
 *
 * <p>γ = (f − f*)/‖g‖² (Polyak, Minimization of unsmooth functionals, 1969), 0 where that is negative or the gradient
 * vanishes. The theory wants f and g over the whole training set, a batch of that size; any batch is accepted, and the
 * step is then ALI-G's with δ = 0 and without a maximal learning-rate.
 *
 * @param lowerBound f*, the smallest value of the objective, finite
 */
public record Polyak(double lowerBound) implements PolyakStep {

    /**
     * Checks the hyper-parameter.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public Polyak {
        requireFinite("optimizer.lower-bound", lowerBound);
    }

    @Override
    public String name() {
        return "polyak";
    }

    @Override
    public Decision decide(Observation observation) {
        double loss = StepSizes.loss(observation);
        double gradientSquaredNorm = StepSizes.scalar(observation, Scalar.GRADIENT_SQUARED_NORM);
        return Decision.computed(observation.step(), StepSizes.ratio(loss - lowerBound, gradientSquaredNorm));
    }
}
