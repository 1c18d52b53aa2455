package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requirePositive;
import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * RMSProp, a baseline.
 *
 * <p>g ← g + λw; s ← ρs + (1 − ρ)g²; w ← w − ηg/(√s + ε), or w ← w − ηg/√(s + ε) (Tieleman and Hinton, Coursera 2012,
 * lecture 6.5). PyTorch starts at s = 0 with ρ = 0.99 and ε = 1e-8 outside the root; TensorFlow 1, as DeepMind's DNC uses it,
 * at s = 1 with ρ = 0.9 and ε = 1e-10 inside.
 *
 * @param learningRate η
 * @param decay ρ in [0, 1)
 * @param initialAccumulator s before the first step, ≥ 0
 * @param epsilon ε > 0
 * @param epsilonInsideRoot whether ε is added to s rather than to its root
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record RmsProp(
        LearningRate learningRate,
        double decay,
        double initialAccumulator,
        double epsilon,
        boolean epsilonInsideRoot,
        double weightDecay)
        implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public RmsProp {
        Objects.requireNonNull(learningRate, "learningRate");
        requireDecay("optimizer.rmsprop.decay", decay);
        requireNonNegative("optimizer.rmsprop.initial-accumulator", initialAccumulator);
        requireFactor("optimizer.rmsprop.initial-accumulator", initialAccumulator);
        requirePositive("optimizer.rmsprop.epsilon", epsilon);
        requireFactor("optimizer.rmsprop.epsilon", epsilon);
        requireWeightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "rmsprop";
    }

    @Override
    public List<String> stateNames() {
        return List.of("squared-gradient-mean");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        double inside = epsilonInsideRoot ? epsilon : 0;
        double outside = epsilonInsideRoot ? 0 : epsilon;
        new SquaresKernel(initialAccumulator, decay, 1 - decay, inside, outside, weightDecay).apply(decision, slice);
    }
}
