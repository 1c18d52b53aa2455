package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * Yogi, a baseline: {@link Adam} whose v changes by an amount that does not depend on v.
 *
 * <p>v ← v − (1 − β₂) sign(v − g²) g²; all else as in Adam (Zaheer et al., NeurIPS 2018, algorithm 2, with Adam's bias
 * corrections and v = 0 at the start, as in the code of ALI-G's authors). Yogi's paper prefers ε = 1e-3.
 *
 * @param learningRate η
 * @param moments β₁, β₂, ε
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record Yogi(LearningRate learningRate, AdamMoments moments, double weightDecay) implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Yogi {
        Objects.requireNonNull(learningRate, "learningRate");
        Objects.requireNonNull(moments, "moments");
        requireWeightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "yogi";
    }

    @Override
    public List<String> stateNames() {
        return List.of("first-moment", "second-moment");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        moments.kernel(decision, weightDecay, 0).yogi(slice);
    }
}
