package io.aligspark.optimizer;

/** Pascanu, Mikolov and Bengio, ICML 2013, algorithm 1, before another rule. */
record ReferenceClippedGradient(double maxNorm, ReferenceRule inner) implements ReferenceRule {

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double norm = Math.sqrt(Vectors.squaredNorm(g));
        double[] clipped = norm > maxNorm ? Vectors.times(maxNorm / norm, g) : g;
        return inner.step(position, loss, w, clipped, trialLoss);
    }

    @Override
    public double[] state(int index) {
        return inner.state(index);
    }

    @Override
    public void endEpoch(EpochEnd end) {
        inner.endEpoch(end);
    }
}
