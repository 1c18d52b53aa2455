package io.aligspark.optimizer;

/** Deep Frank-Wolfe: Berrada, Zisserman, Kumar, ICLR 2019, algorithm 1, in the form of its code. */
final class ReferenceDfw implements ReferenceRule {
    private final Dfw optimizer;
    private final double[] z;

    ReferenceDfw(Dfw optimizer, int size) {
        this.optimizer = optimizer;
        this.z = new double[size];
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double eta = optimizer.maxLearningRate();
        double[] r = Vectors.times(optimizer.weightDecay(), w);
        double gap = loss - eta * Vectors.dot(g, r);
        double unclipped = Math.max(0, gap / (eta * Vectors.squaredNorm(g) + optimizer.epsilon()));
        double s = Math.min(1, unclipped);
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - eta * (r[i] + s * g[i]);
            z[i] = optimizer.momentum() * z[i] - eta * s * (g[i] + r[i]);
            w[i] = w[i] + optimizer.momentum() * z[i];
        }
        return new Trainer.Outcome(eta * unclipped, new double[] {eta * s});
    }

    @Override
    public double[] state(int index) {
        return z;
    }
}
