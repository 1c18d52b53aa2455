package io.aligspark.optimizer;

import java.util.List;

/**
 * ALI-G from Berrada, Zisserman, Kumar, ICML 2020, algorithm 1 and section 3.
 *
 * @param paperLiteral momentum exactly as printed, v ← μv − γg, w ← w + μv. Its −γg on w was lost: without momentum it
 *     never moves. A documented oddity, here only
 */
record ReferenceAlig(Alig alig, boolean paperLiteral) implements DirectRule {

    @Override
    public Trainer.Outcome decide(double loss, double gradientSquaredNorm) {
        double numerator = loss - alig.lowerBound();
        double denominator = gradientSquaredNorm + alig.delta();
        double unclipped = denominator > 0 ? numerator / denominator : 0;
        if (unclipped < 0) {
            unclipped = 0;
        }
        double[] stepSizes = new double[1 + alig.groups().size()];
        for (int group = 0; group < stepSizes.length; group++) {
            double eta = group == 0
                    ? alig.maxLearningRate()
                    : alig.groups().get(group - 1).maxLearningRate();
            stepSizes[group] = unclipped < eta ? unclipped : eta;
        }
        return new Trainer.Outcome(unclipped, stepSizes);
    }

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double[] v = state.get(0);
        for (int i = 0; i < w.length; i++) {
            int group = groupOf(i);
            double gamma = stepSizes[group];
            double mu =
                    group == 0 ? alig.momentum() : alig.groups().get(group - 1).momentum();
            if (paperLiteral) {
                v[i] = mu * v[i] - gamma * g[i];
                w[i] = w[i] + mu * v[i];
                continue;
            }
            w[i] = w[i] - gamma * g[i];
            if (mu > 0) {
                switch (alig.momentumKind()) {
                    case STANDARD -> {
                        v[i] = mu * v[i] - gamma * g[i];
                        w[i] = w[i] + mu * v[i];
                    }
                    case ADJUSTED -> {
                        v[i] = mu * v[i] - g[i];
                        w[i] = w[i] + gamma * mu * v[i];
                    }
                }
            }
        }
    }

    private int groupOf(int element) {
        for (int group = 0; group < alig.groups().size(); group++) {
            for (ParameterGroup.Range range : alig.groups().get(group).ranges()) {
                if (range.from() <= element && element < range.to()) {
                    return group + 1;
                }
            }
        }
        return 0;
    }
}
