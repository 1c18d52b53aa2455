package io.aligspark.dl4j;

import java.io.Serializable;

/** A layer without parameters, computed on the host. May keep what its backward pass needs from the last forward pass. */
interface HostFunction extends Serializable {

    /** Shape of the output, batch first. */
    long[] outputShape(long[] inputShape);

    /**
     * Writes the output.
     *
     * @param input row-major
     * @param output row-major, overwritten
     */
    void forward(NativeArray input, long[] inputShape, NativeArray output);

    /**
     * Writes the gradient on the input of the last forward pass.
     *
     * @param outputGradient row-major
     * @param inputGradient row-major, overwritten
     */
    void backward(NativeArray input, long[] inputShape, NativeArray outputGradient, NativeArray inputGradient);
}
