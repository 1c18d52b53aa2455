package io.aligspark.networks;

/**
 * Weights of the slots by content: softmax over slots of {@code softplus(strength) cos(key, slot)}, where the cosine is
 * {@code k·M_i / (|k| |M_i| + eps)} with norms {@code sqrt(sum of squares + eps)}.
 */
final class DncContent {
    private static final double EPSILON = 1e-6;

    /** The result, {@code [slots]}. */
    final double[] weights;

    private final int slots;
    private final int width;
    private final double[] cosines;
    private final double[] norms;
    private double keyNorm;
    private double strength;

    DncContent(int slots, int width) {
        this.slots = slots;
        this.width = width;
        weights = new double[slots];
        cosines = new double[slots];
        norms = new double[slots];
    }

    /** The key is {@code vector[key, key + width)}, the strength {@code softplus(vector[rawStrength])}. */
    void forward(double[] memory, double[] vector, int key, int rawStrength) {
        double squaredNorm = 0;
        for (int k = 0; k < width; k++) {
            squaredNorm += vector[key + k] * vector[key + k];
        }
        keyNorm = StrictMath.sqrt(squaredNorm + EPSILON);
        strength = HostFunctions.softplus(vector[rawStrength]);
        for (int slot = 0; slot < slots; slot++) {
            double dot = 0;
            double squares = 0;
            for (int k = 0; k < width; k++) {
                double value = memory[slot * width + k];
                dot += vector[key + k] * value;
                squares += value * value;
            }
            norms[slot] = StrictMath.sqrt(squares + EPSILON);
            cosines[slot] = dot / (keyNorm * norms[slot] + EPSILON);
            weights[slot] = strength * cosines[slot];
        }
        HostFunctions.softmax(weights, 0, slots);
    }

    /** Adds to the gradients on memory and vector; overwrites the gradient on the weights. */
    void backward(
            double[] weightsGradient,
            double[] memory,
            double[] vector,
            int key,
            int rawStrength,
            double[] memoryGradient,
            double[] vectorGradient) {
        HostFunctions.softmaxGradient(weights, weightsGradient, 0, slots);
        double strengthGradient = 0;
        double keyNormGradient = 0;
        for (int slot = 0; slot < slots; slot++) {
            strengthGradient += weightsGradient[slot] * cosines[slot];
            double dotGradient = weightsGradient[slot] * strength / (keyNorm * norms[slot] + EPSILON);
            double denominatorGradient = -dotGradient * cosines[slot];
            keyNormGradient += denominatorGradient * norms[slot];
            double shrink = denominatorGradient * keyNorm / norms[slot];
            for (int k = 0; k < width; k++) {
                int at = slot * width + k;
                memoryGradient[at] += dotGradient * vector[key + k] + shrink * memory[at];
                vectorGradient[key + k] += dotGradient * memory[at];
            }
        }
        for (int k = 0; k < width; k++) {
            vectorGradient[key + k] += keyNormGradient / keyNorm * vector[key + k];
        }
        vectorGradient[rawStrength] += strengthGradient * HostFunctions.sigmoid(vector[rawStrength]);
    }
}
