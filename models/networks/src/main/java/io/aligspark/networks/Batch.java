package io.aligspark.networks;

/**
 * Samples for one call of an engine. The arrays belong to the caller and are only read.
 *
 * @param inputs {@code [n, ...]} of the network's input shape, row-major
 * @param targets {@code [n, t]} with t of {@link Loss#targetLength}: a class as one number, or values
 * @param size number of samples n
 */
public record Batch(float[] inputs, float[] targets, int size) {}
