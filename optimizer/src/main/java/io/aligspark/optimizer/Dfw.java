package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireFinite;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Set;

/**
 * Deep Frank-Wolfe.
 *
 * <p>With r = λw: s = clip((ℓ − ηgᵀr)/(η‖g‖² + ε), 0, 1), then w ← w − η(r + sg), and with momentum z ← μz − ηs(g + r),
 * w ← w + μz (Berrada, Zisserman, Kumar, ICLR 2019, algorithm 1, in the authors' code). The step size is ηs. It solves the
 * dual of a step exactly where the loss is a hinge (hinge, smoothed hinge); any loss is accepted.
 *
 * @param maxLearningRate η > 0, the proximal coefficient and so the largest step
 * @param momentum μ in [0, 1)
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 * @param epsilon ε ≥ 0, in units of η‖g‖²; the step without a penalty is that of ALI-G with δ = ε/η
 */
public record Dfw(double maxLearningRate, double momentum, double weightDecay, double epsilon) implements Optimizer {

    /** The authors' ε. */
    public static final double DEFAULT_EPSILON = 1e-5;

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Dfw {
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireFactor("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.momentum", momentum);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
        requireNonNegative("optimizer.epsilon", epsilon);
        requireFinite("optimizer.epsilon", epsilon);
    }

    @Override
    public String name() {
        return "dfw";
    }

    @Override
    public List<String> stateNames() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    @Override
    public Set<Scalar> scalars() {
        return Set.of(Scalar.GRADIENT_SQUARED_NORM, Scalar.PARAMETER_GRADIENT_DOT);
    }

    @Override
    public Decision decide(Observation observation) {
        double loss = StepSizes.loss(observation);
        double squaredNorm = StepSizes.scalar(observation, Scalar.GRADIENT_SQUARED_NORM);
        double dot = StepSizes.scalar(observation, Scalar.PARAMETER_GRADIENT_DOT);
        double numerator = loss - maxLearningRate * weightDecay * dot;
        double s = squaredNorm == 0 ? 0 : StepSizes.ratio(numerator, maxLearningRate * squaredNorm + epsilon);
        return Decision.clipped(observation.step(), maxLearningRate * s, maxLearningRate);
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        int length = slice.length();
        if (momentum == 0) {
            Moments.step(w, g, length, decision.stepSize(), maxLearningRate * weightDecay);
            return;
        }
        float gamma = (float) decision.stepSize();
        float eta = (float) maxLearningRate;
        float lambda = (float) weightDecay;
        float mu = (float) momentum;
        float[] z = slice.state().get(0);
        for (int i = 0; i < length; i++) {
            float r = lambda * w[i];
            float velocity = mu * z[i] - gamma * (g[i] + r);
            z[i] = velocity;
            w[i] += mu * velocity - (eta * r + gamma * g[i]);
        }
    }
}
