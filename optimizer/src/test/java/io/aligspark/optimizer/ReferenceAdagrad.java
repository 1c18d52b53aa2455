package io.aligspark.optimizer;

import java.util.List;

/** Duchi, Hazan and Singer, JMLR 2011, figure 1 with diagonal matrices, and an L2 penalty. */
record ReferenceAdagrad(Adagrad optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double[] s = state.get(0);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            double before = step == 1 ? optimizer.initialAccumulator() : s[i];
            s[i] = before + gradient * gradient;
            w[i] -= stepSizes[0] * gradient / (Math.sqrt(s[i]) + optimizer.epsilon());
        }
    }
}
