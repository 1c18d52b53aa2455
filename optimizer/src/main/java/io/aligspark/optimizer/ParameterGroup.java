package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireDecay;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.io.Serializable;
import java.util.List;

/**
 * Parameters with a maximal learning-rate and momentum of their own, in {@link Alig}.
 *
 * @param ranges at least one, of the whole vector; an immutable copy is kept
 * @param maxLearningRate η > 0, may be infinite
 * @param momentum μ in [0, 1)
 */
public record ParameterGroup(List<Range> ranges, double maxLearningRate, double momentum) implements Serializable {

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if a number is out of its range or there is no range
     */
    public ParameterGroup {
        ranges = List.copyOf(ranges);
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("a parameter group must have >= 1 range, but had none");
        }
        requirePositive("optimizer.max-learning-rate", maxLearningRate);
        requireDecay("optimizer.momentum", momentum);
    }

    /**
     * Elements [from, to) of the whole vector.
     *
     * @param from ≥ 0
     * @param to > from
     */
    public record Range(int from, int to) implements Serializable {

        /**
         * Checks the order.
         *
         * @throws IllegalArgumentException if the range is empty or starts below 0
         */
        public Range {
            if (from < 0 || to <= from) {
                throw new IllegalArgumentException(
                        "a parameter range must have 0 <= from < to, but was [" + from + ", " + to + ")");
            }
        }
    }
}
