package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Map;

/**
 * MoMo-Adam, Adam with a step from the loss: {@link MomoStep} with D = √v̂ + ε, v̂ the bias-corrected average of g², and
 * averages that start at zero.
 *
 * @param maxLearningRate α > 0; finite where there is a weight decay
 * @param beta β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε > 0
 * @param weightDecay λ ≥ 0
 * @param decayFirst whether w shrinks by 1 − αλ before the step, as in AdamW, instead of by c after it
 * @param lowerBound f*₀, finite
 * @param onlineLowerBound whether the bound is raised during training
 */
public record MomoAdam(
        double maxLearningRate,
        double beta,
        double beta2,
        double epsilon,
        double weightDecay,
        boolean decayFirst,
        double lowerBound,
        boolean onlineLowerBound)
        implements MomoStep {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public MomoAdam {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.beta1", beta);
        requireDecay("optimizer.beta2", beta2);
        requirePositive("optimizer.epsilon", epsilon);
        requireFactor("optimizer.epsilon", epsilon);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
        requireFinite("optimizer.lower-bound", lowerBound);
        if (weightDecay > 0) {
            requireFactor("optimizer.max-learning-rate", maxLearningRate);
        }
    }

    @Override
    public String name() {
        return "momo-adam";
    }

    @Override
    public boolean biasCorrected() {
        return true;
    }

    @Override
    public List<String> stateNames() {
        return List.of("gradient-average", "second-moment");
    }

    @Override
    public Map<Scalar, double[]> measure(long step, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] d = slice.state().get(0);
        float[] v = slice.state().get(1);
        int length = slice.length();
        Moments.moveFirst(slice, d, beta, 0);
        Moments.moveSecond(slice, v, beta2, 0);
        return Map.of(
                Scalar.PARAMETER_GRADIENT_DOT,
                ChunkedSums.dot(w, slice.gradientMean(), length),
                Scalar.PARAMETER_DIRECTION_DOT,
                ChunkedSums.dot(w, d, length),
                Scalar.DIRECTION_SQUARED_NORM,
                Moments.scaledSquaredNorm(d, v, length, Moments.correction(beta2, step), epsilon));
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        double divisor = decayFirst ? 1 : 1 + penalty();
        Moments.scaledStep(
                slice.parameters(),
                slice.state().get(0),
                slice.state().get(1),
                slice.length(),
                decision.stepSize() / divisor,
                penalty() / divisor,
                Moments.correction(beta2, decision.step()),
                epsilon);
    }
}
