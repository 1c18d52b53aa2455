package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.io.Serializable;
import java.util.Objects;

/**
 * The running averages m of the gradient and v of its square, and how {@link Adam} and its relatives step along them.
 *
 * @param beta1 β₁ in [0, 1), the weight of the past in m
 * @param beta2 β₂ in [0, 1), the weight of the past in v
 * @param epsilon ε > 0, added to the root of v
 * @param form where ε is added
 */
public record AdamMoments(double beta1, double beta2, double epsilon, AdamForm form) implements Serializable {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AdamMoments {
        requireDecay("optimizer.beta1", beta1);
        requireDecay("optimizer.beta2", beta2);
        requirePositive("optimizer.epsilon", epsilon);
        requireFactor("optimizer.epsilon", epsilon);
        Objects.requireNonNull(form, "form");
    }

    /**
     * The kernel of one step.
     *
     * @param weightDecay λ of an L2 penalty
     * @param decoupledDecay the share of w that is taken off
     */
    AdamKernel kernel(Decision decision, double weightDecay, double decoupledDecay) {
        double correction1 = 1 - Math.pow(beta1, (double) decision.step());
        double correction2 = Math.sqrt(1 - Math.pow(beta2, (double) decision.step()));
        // Both forms are rate · m / (√v + ε'): form A multiplies numerator and denominator by √(1 − β₂ᵗ).
        double rate = decision.stepSize() * correction2 / correction1;
        double epsilonOfRawMoment = switch (form) {
            case A -> epsilon * correction2;
            case B -> epsilon;
        };
        return new AdamKernel(
                (float) beta1,
                (float) (1 - beta1),
                (float) beta2,
                (float) (1 - beta2),
                (float) rate,
                Math.max((float) epsilonOfRawMoment, Float.MIN_VALUE),
                (float) weightDecay,
                (float) decoupledDecay);
    }
}
