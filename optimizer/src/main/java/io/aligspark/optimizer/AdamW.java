package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * Adam with decoupled weight decay, a baseline.
 *
 * <p>w ← (1 − ηλ)w, then a step of {@link Adam} with the gradient, without a penalty, at the w before (Loshchilov and
 * Hutter, ICLR 2019, algorithm 2; η is both their α and their schedule, as in PyTorch).
 *
 * @param learningRate η
 * @param moments β₁, β₂, ε
 * @param weightDecay λ ≥ 0
 */
public record AdamW(LearningRate learningRate, AdamMoments moments, double weightDecay) implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public AdamW {
        Objects.requireNonNull(learningRate, "learningRate");
        Objects.requireNonNull(moments, "moments");
        requireWeightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "adamw";
    }

    @Override
    public List<String> stateNames() {
        return List.of("first-moment", "second-moment");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        // w − (ηλw + step) instead of (1 − ηλ)w − step: a float near 1 would round ηλ to a few digits.
        moments.kernel(decision, 0, decision.stepSize() * weightDecay).adam(slice);
    }
}
