package io.aligspark.optimizer;

import java.util.List;

/**
 * The samples of one batch, for optimizers that keep numbers per training sample. Driver.
 *
 * @param indices {@code [n]} of the training samples, in [0, N), each once; only read
 * @param losses {@code [n]} the loss of each; only read
 * @param memory one {@code [N]} per name in {@link Optimizer#sampleMemoryNames}, in that order; zero before the first step;
 *     owned by the caller, changed by {@link Optimizer#decide}
 */
public record BatchSamples(int[] indices, float[] losses, List<float[]> memory) {

    /**
     * Checks the lengths.
     *
     * @throws IllegalStateException if there is not one loss per index
     */
    public BatchSamples {
        memory = List.copyOf(memory);
        if (indices.length != losses.length) {
            throw new IllegalStateException("a batch must have one loss per sample, but has " + losses.length + " for "
                    + indices.length + " samples");
        }
    }

    /** For optimizers that do not ask. */
    public static BatchSamples none() {
        return new BatchSamples(new int[0], new float[0], List.of());
    }
}
