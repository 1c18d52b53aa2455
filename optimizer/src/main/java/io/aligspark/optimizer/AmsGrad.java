package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * AMSGrad, a baseline: {@link Adam} whose denominator never shrinks.
 *
 * <p>m and v as in Adam; u ← max(u, v); then Adam's step with u in the place of v, bias corrections included (Reddi, Kale
 * and Kumar, ICLR 2018, algorithm 2, with the corrections of PyTorch).
 *
 * @param learningRate η
 * @param moments β₁, β₂, ε
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record AmsGrad(LearningRate learningRate, AdamMoments moments, double weightDecay) implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AmsGrad {
        Objects.requireNonNull(learningRate, "learningRate");
        Objects.requireNonNull(moments, "moments");
        requireWeightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "amsgrad";
    }

    @Override
    public List<String> stateNames() {
        return List.of("first-moment", "second-moment", "largest-second-moment");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        moments.kernel(decision, weightDecay, 0).amsGrad(slice);
    }
}
