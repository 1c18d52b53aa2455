package io.aligspark.optimizer;

import java.util.List;

/** Reddi, Kale and Kumar, ICLR 2018, algorithm 2, with Adam's bias corrections and an L2 penalty. */
record ReferenceAmsGrad(AmsGrad optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        AdamMoments adam = optimizer.moments();
        double[] m = state.get(0);
        double[] v = state.get(1);
        double[] largest = state.get(2);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            m[i] = adam.beta1() * m[i] + (1 - adam.beta1()) * gradient;
            v[i] = adam.beta2() * v[i] + (1 - adam.beta2()) * gradient * gradient;
            if (v[i] > largest[i]) {
                largest[i] = v[i];
            }
            w[i] -= stepSizes[0] * ReferenceAdam.direction(adam, step, m[i], largest[i]);
        }
    }
}
