package io.aligspark.networks;

import java.io.Serializable;

/**
 * A loss on a network's outputs, at least 0, without any regulariser. Sums, not means: one division by the global number
 * of samples comes later.
 */
public interface Loss extends Serializable {

    /** The name in the configuration. */
    String name();

    /** Whether a target is a class and the outputs are its logits; otherwise targets are values. */
    boolean onClasses();

    /**
     * Numbers that make up the target of one sample.
     *
     * @param outputs of the network, a sample
     */
    int targetLength(int outputs);

    /**
     * Sum of the losses and the gradient of that sum with respect to the outputs.
     *
     * @param outputs {@code [n, outputs]}, row-major, read only
     * @param targets {@code [n, targetLength]}, row-major, read only; a class in {@code [0, outputs)} is exact as a float
     * @param samples n
     * @param gradient {@code [n, outputs]}, overwritten
     * @param sampleLosses {@code [n]}, overwritten with the loss of each sample
     * @return the sum over the n samples
     */
    double lossAndGradient(float[] outputs, float[] targets, int samples, float[] gradient, double[] sampleLosses);

    /** The same without the loss of each sample. */
    default double lossAndGradient(float[] outputs, float[] targets, int samples, float[] gradient) {
        return lossAndGradient(outputs, targets, samples, gradient, new double[samples]);
    }
}
