package io.aligspark.optimizer;

import java.util.List;

/**
 * Elements [offset, offset + length) of the whole parameter vector, with their gradient and state. Index i of each array
 * is element offset + i of the whole vector; entries from {@code length} on are ignored.
 *
 * @param offset first element, ≥ 0
 * @param length number of elements, ≥ 0
 * @param parameters [≥ length]; owned by the caller, changed by {@link Optimizer#apply}
 * @param gradientMean [≥ length], gradient of the mean loss; owned by the caller, may be changed by
 *     {@link Optimizer#apply}, after which it means nothing
 * @param state one [≥ length] per name in {@link Optimizer#stateNames}, in that order; zero before the first step; owned by
 *     the caller, changed by {@link Optimizer#apply}
 */
public record Slice(int offset, int length, float[] parameters, float[] gradientMean, List<float[]> state) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalStateException if an array is shorter than {@code length}, or a number is negative
     */
    public Slice {
        state = List.copyOf(state);
        if (offset < 0 || length < 0) {
            throw new IllegalStateException(
                    "slice must have offset and length >= 0, but was " + offset + ", " + length);
        }
        requireLength("parameters", parameters, length);
        requireLength("gradientMean", gradientMean, length);
        for (float[] array : state) {
            requireLength("state", array, length);
        }
    }

    /** The whole vector as one slice. */
    public static Slice whole(float[] parameters, float[] gradientMean, List<float[]> state) {
        return new Slice(0, parameters.length, parameters, gradientMean, state);
    }

    /** Checks what an optimizer relies on: as many arrays as it has names. */
    void requireStateCount(List<String> stateNames) {
        if (state.size() != stateNames.size()) {
            throw new IllegalStateException(
                    "slice must hold the state arrays " + stateNames + ", but holds " + state.size() + " arrays");
        }
    }

    private static void requireLength(String name, float[] array, int length) {
        if (array.length < length) {
            throw new IllegalStateException(
                    "slice." + name + " must have >= " + length + " elements, but has " + array.length);
        }
    }
}
