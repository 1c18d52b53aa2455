package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requirePositive;

/**
 * Stochastic approximate proximal point with the truncated model.
 *
 * <p>γ = min(α₀ t^(−β), (ℓ − ℓ*)/‖g‖²) at step t (Asi and Duchi, The importance of better models in stochastic
 * optimization, PNAS 2019). A β of 0 is ALI-G with δ = 0.
 *
 * @param maxLearningRate α₀ > 0, the bound of the first step; may be infinite
 * @param decay β in [0, 1); the theory wants more than ½
 * @param lowerBound ℓ*, a lower bound of every sample's loss, finite
 */
public record Aprox(double maxLearningRate, double decay, double lowerBound) implements PolyakStep {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Aprox {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.aprox-decay", decay);
        requireFinite("optimizer.lower-bound", lowerBound);
    }

    @Override
    public String name() {
        return "aprox";
    }

    @Override
    public Decision decide(Observation observation) {
        double loss = StepSizes.loss(observation);
        double gradientSquaredNorm = StepSizes.scalar(observation, Scalar.GRADIENT_SQUARED_NORM);
        double bound = maxLearningRate * StrictMath.pow((double) observation.step(), -decay);
        double unclipped = StepSizes.ratio(loss - lowerBound, gradientSquaredNorm);
        return Decision.clipped(observation.step(), unclipped, bound);
    }
}
