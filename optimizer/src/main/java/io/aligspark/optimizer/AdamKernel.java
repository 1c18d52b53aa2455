package io.aligspark.optimizer;

/**
 * The updates of Adam and its relatives, with numbers that were rounded to float once.
 *
 * @param decay1 β₁
 * @param gain1 1 − β₁
 * @param decay2 β₂
 * @param gain2 1 − β₂
 * @param rate η with both bias corrections
 * @param epsilon beside the root of the uncorrected v, positive
 * @param lambda of an L2 penalty
 * @param decoupledDecay the share of w that is taken off
 */
record AdamKernel(
        float decay1,
        float gain1,
        float decay2,
        float gain2,
        float rate,
        float epsilon,
        float lambda,
        float decoupledDecay) {

    /** State: m, v. */
    void adam(Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float[] m = slice.state().get(0);
        float[] v = slice.state().get(1);
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float first = decay1 * m[i] + gain1 * gradient;
            float second = decay2 * v[i] + gain2 * (gradient * gradient);
            m[i] = first;
            v[i] = second;
            w[i] -= decoupledDecay * w[i] + rate * first / ((float) Math.sqrt(second) + epsilon);
        }
    }

    /** State: m, v, the largest v so far. */
    void amsGrad(Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float[] m = slice.state().get(0);
        float[] v = slice.state().get(1);
        float[] largest = slice.state().get(2);
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float first = decay1 * m[i] + gain1 * gradient;
            float second = decay2 * v[i] + gain2 * (gradient * gradient);
            float used = Math.max(largest[i], second);
            m[i] = first;
            v[i] = second;
            largest[i] = used;
            w[i] -= rate * first / ((float) Math.sqrt(used) + epsilon);
        }
    }

    /** State: m, v. */
    void yogi(Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float[] m = slice.state().get(0);
        float[] v = slice.state().get(1);
        int length = slice.length();
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float square = gradient * gradient;
            float first = decay1 * m[i] + gain1 * gradient;
            float second = v[i] - gain2 * Math.signum(v[i] - square) * square;
            m[i] = first;
            v[i] = second;
            w[i] -= rate * first / ((float) Math.sqrt(second) + epsilon);
        }
    }
}
