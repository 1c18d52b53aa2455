package io.aligspark.optimizer;

import java.util.List;

/** Tieleman and Hinton, Coursera 2012, lecture 6.5, as TensorFlow 1 and PyTorch have it, with an L2 penalty. */
record ReferenceRmsProp(RmsProp optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double[] s = state.get(0);
        double rho = optimizer.decay();
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            double before = step == 1 ? optimizer.initialAccumulator() : s[i];
            s[i] = rho * before + (1 - rho) * gradient * gradient;
            double root = optimizer.epsilonInsideRoot()
                    ? Math.sqrt(s[i] + optimizer.epsilon())
                    : Math.sqrt(s[i]) + optimizer.epsilon();
            w[i] -= stepSizes[0] * gradient / root;
        }
    }
}
