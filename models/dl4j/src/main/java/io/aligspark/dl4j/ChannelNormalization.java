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

    // Rows of a sum lie under each other: columns add up in float, then in double across.
    private static final int LANES = 256;

    private final float mean;
    private final float scale;
    private final float shift;
    private final double inverseDeviation;
    private final boolean relu;

    /** {@code y = weight (x - mean) / sqrt(variance + epsilon) + shift}, then max(y, 0) if {@code relu}. */
    ChannelNormalization(float mean, double variance, double epsilon, float weight, float shift, boolean relu) {
        this.mean = mean;
        this.inverseDeviation = 1 / Math.sqrt(variance + epsilon);
        this.scale = (float) (weight * inverseDeviation);
        this.shift = shift;
        this.relu = relu;
    }

    /** Gradients of weight and shift. */
    record Gradient(double weight, double shift) {}

    static double mean(float[] x, int length) {
        float[] lanes = new float[LANES];
        float[] row = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            System.arraycopy(x, i, row, 0, LANES);
            for (int j = 0; j < LANES; j++) {
                lanes[j] += row[j];
            }
        }
        double sum = total(lanes);
        for (int i = whole; i < length; i++) {
            sum += x[i];
        }
        return sum / length;
    }

    /** The biased variance around that mean. */
    static double variance(float[] x, int length, float mean) {
        float[] lanes = new float[LANES];
        float[] row = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            System.arraycopy(x, i, row, 0, LANES);
            for (int j = 0; j < LANES; j++) {
                lanes[j] += (row[j] - mean) * (row[j] - mean);
            }
        }
        double sum = total(lanes);
        for (int i = whole; i < length; i++) {
            double deviation = x[i] - mean;
            sum += deviation * deviation;
        }
        return sum / length;
    }

    private static double total(float[] lanes) {
        double even = 0;
        double odd = 0;
        for (int j = 0; j < LANES; j += 2) {
            even += lanes[j];
            odd += lanes[j + 1];
        }
        return even + odd;
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
        float[] sums = new float[LANES];
        float[] dots = new float[LANES];
        float[] rowOfX = new float[LANES];
        float[] row = new float[LANES];
        int whole = length - length % LANES;
        for (int i = 0; i < whole; i += LANES) {
            System.arraycopy(x, i, rowOfX, 0, LANES);
            System.arraycopy(gradient, i, row, 0, LANES);
            for (int j = 0; j < LANES; j++) {
                sums[j] += row[j];
            }
            for (int j = 0; j < LANES; j++) {
                dots[j] += row[j] * (rowOfX[j] - mean);
            }
        }
        double sum = total(sums);
        double dot = total(dots);
        for (int i = whole; i < length; i++) {
            sum += gradient[i];
            dot += (double) gradient[i] * (x[i] - mean);
        }
        dot *= inverseDeviation;
        float constant = (float) (scale * sum / length);
        float slope = (float) (scale * inverseDeviation * dot / length);
        for (int j = 0; j < length; j++) {
            gradient[j] = scale * gradient[j] - constant - slope * (x[j] - mean);
        }
        return new Gradient(dot, sum);
    }
}
