package io.aligspark.dl4j;

/**
 * Batch normalisation of one channel, with an optional ReLU behind it, in few passes over memory. DL4J's own takes the
 * variance by a scalar recursion and the gradient in many passes.
 *
 * <p>Element-wise loops have no branches, so that the JIT compiler vectorises them; sums are in double, in an order that
 * the length alone decides.
 */
final class ChannelNormalization {
    // 1e30 squared carries the smallest positive float beyond 1.
    private static final float STEEP = 1e30f;

    private final float mean;
    private final float scale;
    private final float shift;
    private final double inverseDeviation;
    private final boolean relu;

    /** {@code y = weight (x - mean) / sqrt(variance + epsilon) + shift}, then max(y, 0) if {@code relu}. */
    ChannelNormalization(double mean, double variance, double epsilon, float weight, float shift, boolean relu) {
        this.mean = (float) mean;
        this.inverseDeviation = 1 / Math.sqrt(variance + epsilon);
        this.scale = (float) (weight * inverseDeviation);
        this.shift = shift;
        this.relu = relu;
    }

    /** Gradients of weight and shift. */
    record Gradient(double weight, double shift) {}

    static double mean(float[] x, int length) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
        }
        for (; i < length; i++) {
            s0 += x[i];
        }
        return (s0 + s1 + (s2 + s3)) / length;
    }

    /** The biased variance around that mean. */
    static double variance(float[] x, int length, double mean) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            double d0 = x[i] - mean;
            double d1 = x[i + 1] - mean;
            double d2 = x[i + 2] - mean;
            double d3 = x[i + 3] - mean;
            s0 += d0 * d0;
            s1 += d1 * d1;
            s2 += d2 * d2;
            s3 += d3 * d3;
        }
        for (; i < length; i++) {
            double d = x[i] - mean;
            s0 += d * d;
        }
        return (s0 + s1 + (s2 + s3)) / length;
    }

    /** Replaces x by y. */
    void forward(float[] x, int length) {
        if (relu) {
            for (int i = 0; i < length; i++) {
                x[i] = Math.max((x[i] - mean) * scale + shift, 0);
            }
        } else {
            for (int i = 0; i < length; i++) {
                x[i] = (x[i] - mean) * scale + shift;
            }
        }
    }

    /**
     * Replaces the gradient at y by the gradient at x, where mean and variance are those of x.
     *
     * @param x as before {@link #forward}, read only
     */
    Gradient backward(float[] x, float[] gradient, int length) {
        if (relu) {
            // Times 1 where y > 0, else times 0.
            for (int i = 0; i < length; i++) {
                float y = Math.max((x[i] - mean) * scale + shift, 0);
                gradient[i] *= Math.min(y * STEEP * STEEP, 1);
            }
        }
        double sum0 = 0;
        double sum1 = 0;
        double dot0 = 0;
        double dot1 = 0;
        int i = 0;
        for (; i + 1 < length; i += 2) {
            sum0 += gradient[i];
            sum1 += gradient[i + 1];
            dot0 += (double) gradient[i] * (x[i] - mean);
            dot1 += (double) gradient[i + 1] * (x[i + 1] - mean);
        }
        for (; i < length; i++) {
            sum0 += gradient[i];
            dot0 += (double) gradient[i] * (x[i] - mean);
        }
        double sum = sum0 + sum1;
        double dot = (dot0 + dot1) * inverseDeviation;
        float constant = (float) (scale * sum / length);
        float slope = (float) (scale * inverseDeviation * dot / length);
        for (int j = 0; j < length; j++) {
            gradient[j] = scale * gradient[j] - constant - slope * (x[j] - mean);
        }
        return new Gradient(dot, sum);
    }
}
