package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * Adam, a baseline.
 *
 * <p>g ← g + λw; m ← β₁m + (1 − β₁)g; v ← β₂v + (1 − β₂)g²; then the step of {@link AdamForm} (Kingma and Ba, ICLR 2015,
 * algorithm 1).
 *
 * @param learningRate η
 * @param moments β₁, β₂, ε
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record Adam(LearningRate learningRate, AdamMoments moments, double weightDecay) implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adam {
        Objects.requireNonNull(learningRate, "learningRate");
        Objects.requireNonNull(moments, "moments");
        requireWeightDecay(weightDecay);
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
        moments.kernel(decision, weightDecay, 0).adam(slice);
    }
}
