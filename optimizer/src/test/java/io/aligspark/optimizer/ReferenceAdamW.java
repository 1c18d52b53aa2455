package io.aligspark.optimizer;

import java.util.List;

/** Loshchilov and Hutter, ICLR 2019, algorithm 2: the decay first, then Adam with the gradient of before. */
record ReferenceAdamW(AdamW optimizer) implements PrescribedRule {

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        for (int i = 0; i < w.length; i++) {
            w[i] *= 1 - stepSizes[0] * optimizer.weightDecay();
        }
        Adam adam = new Adam(optimizer.learningRate(), optimizer.moments(), 0);
        new ReferenceAdam(adam).update(step, stepSizes, w, g, state);
    }
}
