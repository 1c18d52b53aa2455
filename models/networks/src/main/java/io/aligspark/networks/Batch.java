package io.aligspark.networks;

/**
 * Samples for one call of an engine. The arrays belong to the caller and are only read.
 *
 * @param inputs {@code [n, ...]} of the network's input shape, row-major
 * @param labels {@code [n]}
 */
public record Batch(float[] inputs, int[] labels) {

    /** Number of samples n. */
    public int size() {
        return labels.length;
    }
}
