package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.util.List;
import java.util.Objects;

/**
 * Adam, a baseline.
 *
 * <p>g ← g + λw; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; then the step of {@link AdamForm} (Kingma and Ba, ICLR 2015,
 * algorithm 1).
 *
 * @param learningRate η
 * @param beta1 β₁ in [0, 1)
 * @param beta2 β₂ in [0, 1)
 * @param epsilon ε > 0
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 * @param form where ε is added
 */
public record Adam(
        LearningRate learningRate, double beta1, double beta2, double epsilon, double weightDecay, AdamForm form)
        implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam {
        Objects.requireNonNull(learningRate, "learningRate");
        requireDecay("optimizer.beta1", beta1);
        requireDecay("optimizer.beta2", beta2);
        requirePositive("optimizer.epsilon", epsilon);
        requireFactor("optimizer.epsilon", epsilon);
        requireNonNegative("optimizer.weight-decay", weightDecay);
        requireFactor("optimizer.weight-decay", weightDecay);
    }

    /** With a constant learning rate. */
    public Adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay, AdamForm form) {
        this(LearningRate.constant(learningRate), beta1, beta2, epsilon, weightDecay, form);
    }

    @Override
    public String name() {
        return "adam";
    }

    @Override
    public List<String> stateNames() {
        return List.of("first-moment", "second-moment");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        double correction1 = 1 - Math.pow(beta1, (double) decision.step());
        double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) decision.step()));
        // Both forms are rate · m / (√v + ε'): form A multiplies numerator and denominator by √(1 − β₂ᵗ).
        double rate = decision.stepSize() * correction2 / correction1;
        double epsilonOfRawMoment = switch (form) {
            case A -> epsilon * correction2;
            case B -> epsilon;
        };
        update(slice, (float) rate, Math.max((float) epsilonOfRawMoment, Float.MIN_VALUE));
    }

    private void update(Slice slice, float rate, float rawEpsilon) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float[] m = slice.state().get(0);
        float[] v = slice.state().get(1);
        float lambda = (float) weightDecay;
        float decay1 = (float) beta1;
        float gain1 = (float) (1 - beta1);
        float decay2 = (float) beta2;
        float gain2 = (float) (1 - beta2);
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float first = decay1 * m[i] + gain1 * gradient;
            float second = decay2 * v[i] + gain2 * (gradient * gradient);
            m[i] = first;
            v[i] = second;
            w[i] -= rate * first / ((float) Math.sqrt(second) + rawEpsilon);
        }
    }
}
