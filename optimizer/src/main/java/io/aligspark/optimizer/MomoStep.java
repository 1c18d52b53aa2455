package io.aligspark.optimizer;

import java.util.List;
import java.util.Set;

/**
 * The step of MoMo: truncated at a lower bound, like ALI-G's, but of averages of past losses and gradients.
 *
 * <p>f̄, d and s are averages of ℓ, g and ⟨g, w⟩ with decay β, w before the step, and ρ what the weights of an average sum
 * to; c = 1 + αλ, D a diagonal scaling, h = cf̄ + ⟨d, w⟩ − cs. Then (Schaipp, Ohana, Eickenberg, Defazio, Gower, ICML 2024,
 * algorithms 1 to 3, and the authors' code):
 *
 * <ol>
 *   <li>with an online bound, where h &lt; cρf*: f* ← max(h/(2cρ), f*₀);
 *   <li>τ = clip((h − cρf*)/Σ(d²/D), 0, α/ρ), and 0 where d = 0;
 *   <li>with an online bound: f* ← max((f̄ + ⟨d, w⟩ − s − ½τ Σ(d²/D))/ρ, f*₀);
 *   <li>w ← (w − τd/D)/c.
 * </ol>
 *
 * With β = 0, λ = 0 and no online bound this is ALI-G with δ = 0, η = α and no momentum.
 */
public sealed interface MomoStep extends Optimizer permits Momo, MomoAdam {

    /** α > 0: τ is at most α/ρ; finite where there is a weight decay. */
    double maxLearningRate();

    /** β in [0, 1). */
    double beta();

    /** Whether averages start at zero, ρ = 1 − βᵗ; otherwise at their first values, ρ = 1. */
    boolean biasCorrected();

    /** λ ≥ 0, an L2 penalty in the proximal step, in neither loss nor gradient. */
    double weightDecay();

    /** f*₀, a lower bound of the loss, finite. */
    double lowerBound();

    /** Whether the lower bound is raised as training shows that it can be. */
    boolean onlineLowerBound();

    @Override
    default List<String> memoryNames() {
        return List.of("loss-average", "parameter-gradient-average", "lower-bound");
    }

    @Override
    default Set<Scalar> scalars() {
        return Set.of(Scalar.PARAMETER_GRADIENT_DOT, Scalar.PARAMETER_DIRECTION_DOT, Scalar.DIRECTION_SQUARED_NORM);
    }

    @Override
    default Decision decide(Observation observation) {
        long step = observation.step();
        double[] memory = observation.memory();
        double loss = StepSizes.loss(observation);
        double parameterGradient = StepSizes.scalar(observation, Scalar.PARAMETER_GRADIENT_DOT);
        double parameterDirection = StepSizes.scalar(observation, Scalar.PARAMETER_DIRECTION_DOT);
        double squaredNorm = StepSizes.scalar(observation, Scalar.DIRECTION_SQUARED_NORM);
        double decay = decay(step);
        double lossAverage = decay * memory[0] + (1 - decay) * loss;
        double dotAverage = decay * memory[1] + (1 - decay) * parameterGradient;
        double bound = step == 1 ? lowerBound() : memory[2];
        double rho = biasCorrected() ? Moments.correction(beta(), step) : 1;
        double c = 1 + penalty();
        // The large terms cancel first.
        double model = c * lossAverage + (parameterDirection - c * dotAverage);
        if (onlineLowerBound() && model < c * rho * bound) {
            bound = Math.max(model / (2 * c * rho), lowerBound());
        }
        double unclipped = StepSizes.ratio(model - c * rho * bound, squaredNorm);
        Decision decision = Decision.clipped(step, unclipped, maxLearningRate() / rho);
        if (onlineLowerBound()) {
            double reached = lossAverage + (parameterDirection - dotAverage) - decision.stepSize() * squaredNorm / 2;
            bound = Math.max(reached / rho, lowerBound());
        }
        memory[0] = lossAverage;
        memory[1] = dotAverage;
        memory[2] = bound;
        return decision;
    }

    /** αλ, also without a bound on the step. */
    default double penalty() {
        return weightDecay() == 0 ? 0 : maxLearningRate() * weightDecay();
    }

    /** The decay of the averages at a step: β, but 0 where they start at their first values. */
    default double decay(long step) {
        return step == 1 && !biasCorrected() ? 0 : beta();
    }
}
