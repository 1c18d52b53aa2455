package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireAtLeastOne;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;

/**
 * Stochastic Polyak step size.
 *
 * <p>γ = min((ℓ − ℓ*)/(c‖g‖² + ε), γ_b, τ^(1/n) γ₋), γ₋ the last step that was not 0 and n the steps of an epoch (Loizou,
 * Vaswani, Laradji, Lacoste-Julien, AISTATS 2021, section 3, and the authors' code). SPS has neither bound, SPS_max has
 * γ_b, the authors' experiments have the growth bound. Where ‖g‖ &lt; 1e-8, γ = 0. The authors let a step of 0 be γ₋,
 * after which no step is ever taken; here it is passed over.
 *
 * @param c > 0; ½ in the theory, 0.2 in the authors' deep networks
 * @param maxLearningRate γ_b > 0; may be infinite
 * @param growth τ ≥ 1, by which the step may grow in an epoch; infinity for any growth
 * @param initialStepSize γ₋ > 0 of the first step; without effect where the growth is infinite
 * @param epsilon ε ≥ 0, in units of ‖g‖²
 * @param lowerBound ℓ*, a lower bound of every sample's loss, finite
 */
public record Sps(
        double c, double maxLearningRate, double growth, double initialStepSize, double epsilon, double lowerBound)
        implements PolyakStep {
    private static final double SMALLEST_GRADIENT_SQUARED_NORM = 1e-16;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sps {
        requirePositive("optimizer.sps-c", c);
        requireFinite("optimizer.sps-c", c);
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireAtLeastOne("optimizer.sps-growth", growth);
        requirePositive("optimizer.sps-initial-step-size", initialStepSize);
        requireFinite("optimizer.sps-initial-step-size", initialStepSize);
        requireNonNegative("optimizer.epsilon", epsilon);
        requireFinite("optimizer.epsilon", epsilon);
        requireFinite("optimizer.lower-bound", lowerBound);
    }

    @Override
    public String name() {
        return "sps";
    }

    @Override
    public List<String> memoryNames() {
        return hasGrowthBound() ? List.of("step-size") : List.of();
    }

    @Override
    public Decision decide(Observation observation) {
        double loss = StepSizes.loss(observation);
        double squaredNorm = StepSizes.scalar(observation, Scalar.GRADIENT_SQUARED_NORM);
        double unclipped = squaredNorm < SMALLEST_GRADIENT_SQUARED_NORM
                ? 0
                : StepSizes.ratio(loss - lowerBound, c * squaredNorm + epsilon);
        Decision decision = Decision.clipped(observation.step(), unclipped, bound(observation));
        if (hasGrowthBound() && decision.stepSize() > 0) {
            observation.memory()[0] = decision.stepSize();
        }
        return decision;
    }

    private double bound(Observation observation) {
        if (!hasGrowthBound()) {
            return maxLearningRate;
        }
        double last = observation.memory()[0] > 0 ? observation.memory()[0] : initialStepSize;
        double factor = StrictMath.pow(growth, 1.0 / observation.position().stepsPerEpoch());
        return Math.min(maxLearningRate, factor * last);
    }

    private boolean hasGrowthBound() {
        return growth < Double.POSITIVE_INFINITY;
    }
}
