package io.aligspark.optimizer;

import java.util.List;

/** Kingma and Ba, ICLR 2015, algorithm 1 (form A) and the end of section 2 (form B), with an L2 penalty. */
record ReferenceAdam(Adam adam) implements DirectRule {

    @Override
    public Trainer.Outcome decide(double loss, double gradientSquaredNorm) {
        return new Trainer.Outcome(Double.NaN, new double[] {adam.learningRate().initial()});
    }

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double[] m = state.get(0);
        double[] v = state.get(1);
        double bias1 = 1 - Math.pow(adam.beta1(), (double) step);
        double bias2 = 1 - Math.pow(adam.beta2(), (double) step);
        for (int i = 0; i < w.length; i++) {
            double gradient = g[i] + adam.weightDecay() * w[i];
            m[i] = adam.beta1() * m[i] + (1 - adam.beta1()) * gradient;
            v[i] = adam.beta2() * v[i] + (1 - adam.beta2()) * gradient * gradient;
            w[i] -= switch (adam.form()) {
                case A -> stepSizes[0] * (m[i] / bias1) / (Math.sqrt(v[i] / bias2) + adam.epsilon());
                case B -> stepSizes[0] * Math.sqrt(bias2) / bias1 * m[i] / (Math.sqrt(v[i]) + adam.epsilon());
            };
        }
    }
}
