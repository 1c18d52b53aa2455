package io.aligspark.optimizer;

/**
 * ALI-G's updates of elements [from, to) of arrays. The scalars are rounded to float once, the rest is float: the loops
 * vectorise and stay at the speed of memory, and the rounding of a step is that of the float parameters themselves.
 */
final class MomentumKernels {
    private MomentumKernels() {}

    static void apply(Slice slice, int from, int to, double stepSize, double momentum, MomentumKind kind) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float gamma = (float) stepSize;
        float mu = (float) momentum;
        if (momentum == 0) {
            plain(w, g, from, to, gamma);
            return;
        }
        float[] v = slice.state().get(0);
        switch (kind) {
            case STANDARD -> standard(w, g, v, from, to, gamma, mu);
            case ADJUSTED -> adjusted(w, g, v, from, to, gamma, mu);
        }
    }

    static void plain(float[] w, float[] g, int from, int to, float gamma) {
        for (int i = from; i < to; i++) {
            w[i] -= gamma * g[i];
        }
    }

    private static void standard(float[] w, float[] g, float[] v, int from, int to, float gamma, float mu) {
        for (int i = from; i < to; i++) {
            float move = gamma * g[i];
            float velocity = mu * v[i] - move;
            v[i] = velocity;
            w[i] += mu * velocity - move;
        }
    }

    private static void adjusted(float[] w, float[] g, float[] v, int from, int to, float gamma, float mu) {
        for (int i = from; i < to; i++) {
            float gradient = g[i];
            float velocity = mu * v[i] - gradient;
            v[i] = velocity;
            w[i] += gamma * (mu * velocity - gradient);
        }
    }
}
