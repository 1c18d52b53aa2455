package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requireNonNegative;
import static io.aligspark.optimizer.Requirements.requireWeightDecay;

import java.util.List;
import java.util.Objects;

/**
 * Adagrad, a baseline.
 *
 * <p>g ← g + λw; s ← s + g²; w ← w − ηg/(√s + ε) (Duchi, Hazan and Singer, JMLR 2011, with diagonal matrices). PyTorch
 * starts at s = 0 with ε = 1e-10, TensorFlow 1 at s = 0.1 with ε = 0.
 *
 * @param learningRate η
 * @param initialAccumulator s before the first step, ≥ 0
 * @param epsilon ε ≥ 0; positive where s starts at 0
 * @param weightDecay λ ≥ 0, an L2 penalty ½λ‖w‖² that the loss does not include
 */
public record Adagrad(LearningRate learningRate, double initialAccumulator, double epsilon, double weightDecay)
        implements PrescribedRate {

    /**
     * Checks the hyper-parameters.
     *
     * @throws IllegalArgumentException if a number is out of its range
     */
    public Adagrad {
        Objects.requireNonNull(learningRate, "learningRate");
        requireNonNegative("optimizer.adagrad.initial-accumulator", initialAccumulator);
        requireFactor("optimizer.adagrad.initial-accumulator", initialAccumulator);
        requireNonNegative("optimizer.adagrad.epsilon", epsilon);
        requireFactor("optimizer.adagrad.epsilon", epsilon);
        if (epsilon == 0 && initialAccumulator == 0) {
            throw new IllegalArgumentException(
                    "optimizer.adagrad.epsilon must be > 0 where optimizer.adagrad.initial-accumulator is 0, but was 0.0");
        }
        requireWeightDecay(weightDecay);
    }

    @Override
    public String name() {
        return "adagrad";
    }

    @Override
    public List<String> stateNames() {
        return List.of("squared-gradient-sum");
    }

    @Override
    public void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        new SquaresKernel(initialAccumulator, 1, 1, 0, epsilon, weightDecay).apply(decision, slice);
    }
}
