package io.aligspark.networks;

/**
 * Computes a network's loss and gradient. One instance per thread at a time.
 *
 * <p>Vectors are flat in the order of {@link Network#parameters()} and {@link Network#buffers()}, whatever an engine
 * keeps inside.
 */
public interface Engine extends AutoCloseable {

    /**
     * Copies weights into the engine, once for all shards of a step. An engine holds one model at a time: the one before
     * ends.
     *
     * @param parameters {@code [p]}, read only, and not after the call
     * @param buffers {@code [b]} running statistics, likewise
     */
    Model load(float[] parameters, float[] buffers);

    /** Releases native memory. */
    @Override
    void close();

    /**
     * The network with the weights of one {@link Engine#load}. A pure function of these and its arguments: dropout and
     * any other randomness come from the given seed, never from state that survives a call.
     */
    interface Model {

        /**
         * Forward and backward pass in training mode on one logical shard.
         *
         * @param batch at least one sample
         * @param seed key of dropout masks
         * @param gradientSum {@code [p]}, overwritten with the gradient of the <em>sum</em> of the losses
         * @param bufferSum {@code [b]}, overwritten with the batch statistics times the number of samples (variances
         *     unbiased)
         * @return the sum of the losses
         * @throws IllegalStateException if the engine holds other weights by now
         */
        double lossAndGradient(Batch batch, long seed, float[] gradientSum, float[] bufferSum);

        /**
         * The losses of single samples in the last {@link #lossAndGradient}.
         *
         * @return {@code [n]}, only read, valid until the next call
         */
        double[] sampleLosses();

        /**
         * Forward pass in training mode alone: the bits that {@link #lossAndGradient} returns for the same arguments.
         *
         * @return the sum of the losses; not finite where a logit is not
         * @throws IllegalStateException if the engine holds other weights by now
         */
        double loss(Batch batch, long seed);

        /**
         * Logits in evaluation mode.
         *
         * @return {@code [n, classes]}, row-major, owned by the caller
         * @throws IllegalStateException if the engine holds other weights by now
         */
        float[] predict(Batch batch);
    }
}
