package io.aligspark.networks;

/** Elementwise functions of host layers, with the same bits on every JVM. */
final class HostFunctions {
    private HostFunctions() {}

    static double sigmoid(double x) {
        double tail = StrictMath.exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
    }

    /** {@code log(1 + exp(x))}. */
    static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    static double clip(double x, double bound) {
        return Math.max(-bound, Math.min(bound, x));
    }

    /** The gradient on x of {@code clip(x)}, given that on its value. */
    static double clipGradient(double x, double bound, double gradient) {
        return Math.abs(x) <= bound ? gradient : 0;
    }

    /** Replaces {@code values[offset, offset + length)} by its softmax. */
    static void softmax(double[] values, int offset, int length) {
        double largest = values[offset];
        for (int i = offset + 1; i < offset + length; i++) {
            largest = Math.max(largest, values[i]);
        }
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            values[i] = StrictMath.exp(values[i] - largest);
            sum += values[i];
        }
        for (int i = offset; i < offset + length; i++) {
            values[i] /= sum;
        }
    }

    /** Replaces the gradient on the softmax p by that on its argument: {@code p_i (g_i - g·p)}. */
    static void softmaxGradient(double[] softmax, double[] gradient, int offset, int length) {
        double mean = 0;
        for (int i = offset; i < offset + length; i++) {
            mean += gradient[i] * softmax[i];
        }
        for (int i = offset; i < offset + length; i++) {
            gradient[i] = softmax[i] * (gradient[i] - mean);
        }
    }
}
