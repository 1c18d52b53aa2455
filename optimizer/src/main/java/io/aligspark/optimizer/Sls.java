package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireFiniteAt;
import static io.aligspark.optimizer.Requirements.requireFraction;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Set;

/**
 * Stochastic gradient descent with a line search for Armijo's condition, a baseline.
 *
 * <p>w ← w − ηg, with the first η of η₀', bη₀', b²η₀', ... that has ℓ(w − ηg) ≤ ℓ(w) − cη‖g‖², where η₀' = γ^(1/n) times the
 * step size before and n is the number of steps of an epoch (Vaswani et al., "Painless Stochastic Gradient", NeurIPS 2019,
 * with the limits of the authors' code). After {@value #TRIALS} trials in vain, η = 10⁻⁶. Below ‖g‖ = 10⁻⁸ nothing moves and nothing is
 * remembered. Every trial is a forward pass over the same batch, with the same dropout and batch statistics.
 *
 * @param sufficientDecrease c in (0, 1), the share of the linear model's decrease that is demanded
 * @param shrinkFactor b in (0, 1)
 * @param growthFactor γ ≥ 1, by which the first trial may grow in an epoch
 * @param initialStepSize the step size before the first one, > 0
 */
public record Sls(double sufficientDecrease, double shrinkFactor, double growthFactor, double initialStepSize)
        implements Optimizer {
    private static final int TRIALS = 100;
    private static final double STEP_SIZE_IN_VAIN = 1e-6;
    private static final double SMALLEST_GRADIENT_NORM = 1e-8;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sls {
        requireFraction("optimizer.line-search.sufficient-decrease", sufficientDecrease);
        requireFraction("optimizer.line-search.shrink-factor", shrinkFactor);
        if (!(growthFactor >= 1)) {
            throw new IllegalArgumentException(
                    "optimizer.line-search.growth-factor must be >= 1, but was " + growthFactor);
        }
        requireFactor("optimizer.line-search.growth-factor", growthFactor);
        requirePositive("optimizer.line-search.initial-step-size", initialStepSize);
        requireFactor("optimizer.line-search.initial-step-size", initialStepSize);
    }

    @Override
    public String name() {
        return "sls";
    }

    @Override
    public List<String> stateNames() {
        return List.of();
    }

    @Override
    public List<String> memoryNames() {
        return List.of("step-size");
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.GRADIENT_SQUARED_NORM);
    }

    @Override
    public Decision decide(Observation observation) {
        long step = observation.step();
        double gradientSquaredNorm = observation.scalars().get(Scalar.GRADIENT_SQUARED_NORM);
        requireFiniteAt(step, "loss", observation.lossMean());
        requireFiniteAt(step, "squared norm of the gradient", gradientSquaredNorm);
        if (Math.sqrt(gradientSquaredNorm) < SMALLEST_GRADIENT_NORM) {
            return Decision.prescribed(step, 0);
        }
        double[] memory = observation.memory();
        double before = memory[0] == 0 ? initialStepSize : memory[0];
        double first =
                before * Math.pow(growthFactor, 1.0 / observation.position().stepsPerEpoch());
        memory[0] = search(Math.min(first, Float.MAX_VALUE), gradientSquaredNorm, observation);
        return Decision.prescribed(step, memory[0]);
    }

    private double search(double first, double gradientSquaredNorm, Observation observation) {
        double stepSize = first;
        for (int trial = 0; trial < TRIALS; trial++) {
            double demanded = observation.lossMean() - sufficientDecrease * stepSize * gradientSquaredNorm;
            // A loss that is infinite or NaN is not accepted.
            if (observation.trialLoss().at(stepSize) <= demanded) {
                return stepSize;
            }
            stepSize *= shrinkFactor;
        }
        return STEP_SIZE_IN_VAIN;
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        MomentumKernels.plain(slice.parameters(), slice.gradientMean(), 0, slice.length(), (float) decision.stepSize());
    }
}
