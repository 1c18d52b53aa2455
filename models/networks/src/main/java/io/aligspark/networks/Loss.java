package io.aligspark.networks;

import java.io.Serializable;

/**
 * A loss on logits, at least 0, without any regulariser. Sums, not means: one division by the global number of samples
 * comes later.
 */
public interface Loss extends Serializable {

    /** The name in the configuration. */
    String name();

    /**
     * Sum of the losses and the gradient of that sum with respect to the logits.
     *
     * @param logits {@code [n, classes]}, row-major, read only
     * @param labels {@code [n]}, each in {@code [0, classes)}
     * @param gradient {@code [n, classes]}, overwritten
     * @return the sum over the n samples
     */
    double lossAndGradient(float[] logits, int[] labels, float[] gradient);
}
