package io.aligspark.optimizer;

import java.util.List;

/** Kingma and Ba, ICLR 2015, algorithm 1 (form A) and the end of section 2 (form B), with an L2 penalty. */
record ReferenceAdam(Adam optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        AdamMoments adam = optimizer.moments();
        double[] m = state.get(0);
        double[] v = state.get(1);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            m[i] = adam.beta1() * m[i] + (1 - adam.beta1()) * gradient;
            v[i] = adam.beta2() * v[i] + (1 - adam.beta2()) * gradient * gradient;
            w[i] -= stepSizes[0] * direction(adam, step, m[i], v[i]);
        }
    }

    /** What the step size multiplies, for averages that are not corrected yet. */
    static double direction(AdamMoments adam, long step, double m, double v) {
        double bias1 = 1 - Math.pow(adam.beta1(), (double) step);
        double bias2 = 1 - Math.pow(adam.beta2(), (double) step);
        return switch (adam.form()) {
            case A -> (m / bias1) / (Math.sqrt(v / bias2) + adam.epsilon());
            case B -> Math.sqrt(bias2) / bias1 * m / (Math.sqrt(v) + adam.epsilon());
        };
    }
}
