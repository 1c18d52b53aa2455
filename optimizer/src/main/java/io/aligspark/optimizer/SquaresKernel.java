package io.aligspark.optimizer;

import java.util.Arrays;

/**
 * The update of {@link Adagrad} and {@link RmsProp}: s ← decay·s + gain·g², w ← w − ηg/(√(s + ε₁) + ε₂), with g + λw for g.
 *
 * @param initial s before the first step
 * @param epsilonInside ε₁
 * @param epsilonOutside ε₂
 */
record SquaresKernel(
        double initial, double decay, double gain, double epsilonInside, double epsilonOutside, double weightDecay) {

    /** State: s. */
    void apply(Decision decision, Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        float[] s = slice.state().get(0);
        int length = slice.length();
        if (decision.step() == 1) {
            Arrays.fill(s, 0, length, (float) initial);
        }
        float eta = (float) decision.stepSize();
        float old = (float) decay;
        float share = (float) gain;
        float inside = (float) epsilonInside;
        // Positive, so that a gradient that is and always was 0 gives 0.
        float outside = Math.max((float) epsilonOutside, Float.MIN_VALUE);
        float lambda = (float) weightDecay;
        for (int i = 0; i < length; i++) {
            float gradient = g[i] + lambda * w[i];
            float squares = old * s[i] + share * (gradient * gradient);
            s[i] = squares;
            w[i] -= eta * gradient / ((float) Math.sqrt(squares + inside) + outside);
        }
    }
}
