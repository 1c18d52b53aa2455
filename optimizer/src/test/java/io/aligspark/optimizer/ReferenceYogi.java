package io.aligspark.optimizer;

import java.util.List;

/** Zaheer et al., NeurIPS 2018, algorithm 2, with Adam's bias corrections and an L2 penalty. */
record ReferenceYogi(Yogi optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        AdamMoments adam = optimizer.moments();
        double[] m = state.get(0);
        double[] v = state.get(1);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            double change = (1 - adam.beta2()) * gradient * gradient;
            m[i] = adam.beta1() * m[i] + (1 - adam.beta1()) * gradient;
            if (v[i] > gradient * gradient) {
                v[i] = v[i] - change;
            } else if (v[i] < gradient * gradient) {
                v[i] = v[i] + change;
            }
            w[i] -= stepSizes[0] * ReferenceAdam.direction(adam, step, m[i], v[i]);
        }
    }
}
