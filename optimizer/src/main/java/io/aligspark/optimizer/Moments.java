package io.aligspark.optimizer;

/** Running averages of gradients, and steps along them: element-wise and in float, sums in double. */
final class Moments {
    private Moments() {}

    /** m ← βm + (1 − β)(g + λw). */
    static void moveFirst(Slice slice, float[] m, double beta, double weightDecay) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float decay = (float) beta;
        float gain = (float) (1 - beta);
        float lambda = (float) weightDecay;
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            m[i] = decay * m[i] + gain * (g[i] + lambda * w[i]);
        }
    }

    /** v ← βv + (1 − β)(g + λw)². */
    static void moveSecond(Slice slice, float[] v, double beta, double weightDecay) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float decay = (float) beta;
        float gain = (float) (1 - beta);
        float lambda = (float) weightDecay;
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            v[i] = decay * v[i] + gain * (gradient * gradient);
        }
    }

    /** 1 − βᵗ: an average that started at zero is divided by it. */
    static double correction(double beta, long step) {
        return 1 - StrictMath.pow(beta, (double) step);
    }

    /** Σ m²/D of each chunk, D = √(v / correction) + ε. */
    static double[] scaledSquaredNorm(float[] m, float[] v, int length, double correction, double epsilon) {
        return ChunkedSums.of(length, i -> (double) m[i] * m[i] / (Math.sqrt(v[i] / correction) + epsilon));
    }

    /** w ← w − s·d − rw. */
    static void step(float[] w, float[] d, int length, double stepSize, double shrinkage) {
        float s = (float) stepSize;
        float r = (float) shrinkage;
        for (int i = 0; i < length; i++) {
            w[i] -= s * d[i] + r * w[i];
        }
    }

    /** w ← w − s·m/D − rw, D = √(v / correction) + ε. */
    static void scaledStep(
            float[] w,
            float[] m,
            float[] v,
            int length,
            double stepSize,
            double shrinkage,
            double correction,
            double epsilon) {
        float s = (float) stepSize;
        float r = (float) shrinkage;
        float factor = (float) (1 / correction);
        float positive = Math.max((float) epsilon, Float.MIN_VALUE);
        for (int i = 0; i < length; i++) {
            float scaling = (float) Math.sqrt(factor * v[i]) + positive;
            w[i] -= s * m[i] / scaling + r * w[i];
        }
    }
}
