package io.aligspark.optimizer;

import java.util.List;

/** SGD with an L2 penalty, heavy-ball or Nesterov momentum; dampening 0, the first buffer is the first gradient. */
record ReferenceSgd(Sgd optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double[] b = state.get(0);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + optimizer.weightDecay() * w[i];
            b[i] = step == 1 ? gradient : optimizer.momentum() * b[i] + gradient;
            double direction = optimizer.nesterov() ? gradient + optimizer.momentum() * b[i] : b[i];
            w[i] = w[i] - stepSizes[0] * (optimizer.momentum() == 0 ? gradient : direction);
        }
    }
}
