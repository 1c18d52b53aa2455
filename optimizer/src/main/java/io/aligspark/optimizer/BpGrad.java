package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * BPGrad, branch and pruning.
 *
 * <p>With F = ℓ + ½λ‖w‖² and d = g + λw: γ = ηF/(‖d‖ + ε), then v ← μv − γd, w ← w + v (Zhang, Wu, Wang, CVPR 2018, as
 * in the code of DFW's authors, who skip the update where μ = 0; here it moves). 1/η is the Lipschitz constant.
 *
 * @param learningRate η > 0
 * @param momentum μ in [0, 1)
 * @param weightDecay λ ≥ 0, an L2 penalty that enters loss and gradient
 */
public record BpGrad(double learningRate, double momentum, double weightDecay) implements Optimizer {
    private static final double EPSILON = 1e-5;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public BpGrad {
        requirePositive("optimizer.learning-rate", learningRate);
        requireFactor("optimizer.learning-rate", learningRate);
        requireDecay("optimizer.momentum", momentum);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
    }

    @Override
    public String name() {
        return "bpgrad";
    }

    @Override
    public List<String> stateNames() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.PARAMETER_SQUARED_NORM, Scalar.DIRECTION_SQUARED_NORM);
    }

    @Override
    public Map<Scalar, double[]> measure(long step, Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        return Map.of(
                Scalar.PARAMETER_SQUARED_NORM,
                ChunkedSums.squaredNorm(w, slice.length()),
                Scalar.DIRECTION_SQUARED_NORM,
                ChunkedSums.of(slice.length(), i -> {
                    double direction = g[i] + weightDecay * w[i];
                    return direction * direction;
                }));
    }

    @Override
    public Decision decide(Observation observation) {
        double loss = StepSizes.loss(observation);
        double penalty = weightDecay / 2 * StepSizes.scalar(observation, Scalar.PARAMETER_SQUARED_NORM);
        double norm = Math.sqrt(StepSizes.scalar(observation, Scalar.DIRECTION_SQUARED_NORM));
        double stepSize = norm == 0 ? 0 : learningRate * StepSizes.ratio(loss + penalty, norm + EPSILON);
        return Decision.computed(observation.step(), stepSize);
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float gamma = (float) decision.stepSize();
        float mu = (float) momentum;
        float lambda = (float) weightDecay;
        int length = slice.length();
        if (momentum == 0) {
            for (int i = 0; i < length; i++) {
                w[i] -= gamma * (g[i] + lambda * w[i]);
            }
            return;
        }
        float[] v = slice.state().get(0);
        for (int i = 0; i < length; i++) {
            float velocity = mu * v[i] - gamma * (g[i] + lambda * w[i]);
            v[i] = velocity;
            w[i] += velocity;
        }
    }
}
