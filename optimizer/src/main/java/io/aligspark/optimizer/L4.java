package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * L4: a step to a fraction of the way down to an estimate of the smallest loss.
 *
 * <p>With F = ℓ + ½λ‖w‖², averages m̂ and v̂ of g + λw and its square, bias-corrected, and the direction d of {@link
 * Direction}: γ = α(F − 0.9 F_min)/(dᵀm̂ + 1e-12), w ← w − γd. F_min is 0.75 F at first, then the smallest F seen, times
 * 1.001 after each step (Rolinek and Martius, NeurIPS 2018, algorithm 1, with the constants of the PyTorch port that ALI-G's
 * authors used).
 *
 * @param direction where to step
 * @param alpha α > 0
 * @param weightDecay λ ≥ 0, an L2 penalty that enters loss and gradient
 */
public record L4(Direction direction, double alpha, double weightDecay) implements Optimizer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-12;
    private static final double SCALING_EPSILON = 1e-4;
    private static final double FRACTION = 0.9;
    private static final double INITIAL_FRACTION = 0.75;
    private static final double FORGETTING = 1 + 1e-3;

    /** Where to step. */
    public enum Direction {
        /** d = m̂: L4Mom. */
        MOMENTUM,
        /** d = m̂/(√v̂ + 1e-4): L4Adam. */
        ADAM
    }

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public L4 {
        Objects.requireNonNull(direction, "direction");
        requirePositive("optimizer.l4-alpha", alpha);
        requireFactor("optimizer.l4-alpha", alpha);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
    }

    @Override
    public String name() {
        return switch (direction) {
            case MOMENTUM -> "l4-mom";
            case ADAM -> "l4-adam";
        };
    }

    @Override
    public List<String> stateNames() {
        return switch (direction) {
            case MOMENTUM -> List.of("first-moment");
            case ADAM -> List.of("first-moment", "second-moment");
        };
    }

    @Override
    public List<String> memoryNames() {
        return List.of("smallest-loss");
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.PARAMETER_SQUARED_NORM, Scalar.DIRECTION_SQUARED_NORM);
    }

    @Override
    public Map<Scalar, double[]> measure(long step, Slice slice) {
        slice.requireStateCount(stateNames());
        int length = slice.length();
        float[] m = slice.state().get(0);
        Moments.moveFirst(slice, m, BETA1, weightDecay);
        double[] directions = switch (direction) {
            case MOMENTUM -> ChunkedSums.squaredNorm(m, length);
            case ADAM -> {
                float[] v = slice.state().get(1);
                Moments.moveSecond(slice, v, BETA2, weightDecay);
                yield Moments.scaledSquaredNorm(m, v, length, Moments.correction(BETA2, step), SCALING_EPSILON);
            }
        };
        return Map.of(
                Scalar.PARAMETER_SQUARED_NORM,
                ChunkedSums.squaredNorm(slice.parameters(), length),
                Scalar.DIRECTION_SQUARED_NORM,
                directions);
    }

    @Override
    public Decision decide(Observation observation) {
        double[] memory = observation.memory();
        double loss = StepSizes.loss(observation)
                + weightDecay / 2 * StepSizes.scalar(observation, Scalar.PARAMETER_SQUARED_NORM);
        double correction = Moments.correction(BETA1, observation.step());
        double dot = StepSizes.scalar(observation, Scalar.DIRECTION_SQUARED_NORM) / (correction * correction);
        double smallest = observation.step() == 1 ? INITIAL_FRACTION * loss : Math.min(memory[0], loss);
        double stepSize = dot == 0 ? 0 : alpha * StepSizes.ratio(loss - FRACTION * smallest, dot + EPSILON);
        Decision decision = Decision.computed(observation.step(), stepSize);
        memory[0] = smallest * FORGETTING;
        return decision;
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] m = slice.state().get(0);
        double stepSize = decision.stepSize() / Moments.correction(BETA1, decision.step());
        switch (direction) {
            case MOMENTUM -> Moments.step(w, m, slice.length(), stepSize, 0);
            case ADAM -> {
                float[] v = slice.state().get(1);
                double correction = Moments.correction(BETA2, decision.step());
                Moments.scaledStep(w, m, v, slice.length(), stepSize, 0, correction, SCALING_EPSILON);
            }
        }
    }
}
