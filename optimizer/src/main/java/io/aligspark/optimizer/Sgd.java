package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * Stochastic gradient descent with a constant or scheduled learning rate, a baseline.
 *
 * <p>g ← g + λw; v ← μv + g; then w ← w − ηv (heavy ball) or w ← w − η(g + μv) (Nesterov), as in PyTorch's SGD with
 * dampening 0; without momentum w ← w − ηg.
 *
 * @param learningRate η
 * @param momentum μ in [0, 1)
 * @param nesterov whether momentum is Nesterov's; without effect where μ = 0
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record Sgd(LearningRate learningRate, double momentum, boolean nesterov, double weightDecay)
        implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Sgd {
        Objects.requireNonNull(learningRate, "learningRate");
        requireDecay("optimizer.momentum", momentum);
        requireWeightDecay(weightDecay);
    }

    /** With a constant learning rate. */
    public Sgd(double learningRate, double momentum, boolean nesterov, double weightDecay) {
        this(LearningRate.constant(learningRate), momentum, nesterov, weightDecay);
    }

    @Override
    public String name() {
        return "sgd";
    }

    @Override
    public List<String> stateNames() {
        return momentum > 0 ? List.of("velocity") : List.of();
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        float eta = (float) decision.stepSize();
        float lambda = (float) weightDecay;
        float mu = (float) momentum;
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        if (momentum == 0) {
            plain(w, g, slice.length(), eta, lambda);
        } else if (nesterov) {
            nesterov(w, g, slice.state().get(0), slice.length(), eta, lambda, mu);
        } else {
            heavyBall(w, g, slice.state().get(0), slice.length(), eta, lambda, mu);
        }
    }

    private static void plain(float[] w, float[] g, int length, float eta, float lambda) {
        for (int i = 0; i < length; i++) {
            w[i] -= eta * (g[i] + lambda * w[i]);
        }
    }

    private static void nesterov(float[] w, float[] g, float[] v, int length, float eta, float lambda, float mu) {
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float velocity = mu * v[i] + gradient;
            v[i] = velocity;
            w[i] -= eta * (gradient + mu * velocity);
        }
    }

    private static void heavyBall(float[] w, float[] g, float[] v, int length, float eta, float lambda, float mu) {
        for (int i = 0; i < length; i++) {
            float velocity = mu * v[i] + (g[i] + lambda * w[i]);
            v[i] = velocity;
            w[i] -= eta * velocity;
        }
    }
}
