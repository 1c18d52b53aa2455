package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Map;

/**
 * MoMo, SGD with momentum and a step from the loss: {@link MomoStep} with D = 1.
 *
 * @param maxLearningRate α > 0; finite where there is a weight decay
 * @param beta β in [0, 1)
 * @param biasCorrected whether the averages start at zero
 * @param weightDecay λ ≥ 0
 * @param lowerBound f*₀, finite
 * @param onlineLowerBound whether the bound is raised during training
 */
public record Momo(
        double maxLearningRate,
        double beta,
        boolean biasCorrected,
        double weightDecay,
        double lowerBound,
        boolean onlineLowerBound)
        implements MomoStep {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Momo {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.momentum", beta);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
        requireFinite("optimizer.lower-bound", lowerBound);
        if (weightDecay > 0) {
            requireFactor("optimizer.max-learning-rate", maxLearningRate);
        }
    }

    @Override
    public String name() {
        return "momo";
    }

    @Override
    public List<String> stateNames() {
        return List.of("gradient-average");
    }

    @Override
    public Map<Scalar, double[]> measure(long step, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] d = slice.state().get(0);
        int length = slice.length();
        Moments.moveFirst(slice, d, decay(step), 0);
        return Map.of(
                Scalar.PARAMETER_GRADIENT_DOT,
                ChunkedSums.dot(w, slice.gradientMean(), length),
                Scalar.PARAMETER_DIRECTION_DOT,
                ChunkedSums.dot(w, d, length),
                Scalar.DIRECTION_SQUARED_NORM,
                ChunkedSums.squaredNorm(d, length));
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        double c = 1 + penalty();
        float[] d = slice.state().get(0);
        Moments.step(slice.parameters(), d, slice.length(), decision.stepSize() / c, penalty() / c);
    }
}
