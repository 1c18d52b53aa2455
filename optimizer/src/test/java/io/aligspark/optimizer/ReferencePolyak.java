package io.aligspark.optimizer;

/** Steps along the gradient with a Polyak-like length: Polyak 1969; Asi and Duchi 2019; Loizou and others 2021. */
final class ReferencePolyak implements ReferenceRule {
    private final PolyakStep optimizer;
    private double lastPositive = Double.NaN;

    ReferencePolyak(PolyakStep optimizer) {
        this.optimizer = optimizer;
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double gap = Math.max(0, loss - optimizer.lowerBound());
        double q = Vectors.squaredNorm(g);
        double unclipped = Double.NaN;
        double stepSize;
        if (optimizer instanceof Aprox aprox) {
            unclipped = q == 0 ? 0 : gap / q;
            stepSize = Math.min(aprox.maxLearningRate() / Math.pow((double) position.step(), aprox.decay()), unclipped);
        } else if (optimizer instanceof Sps sps) {
            unclipped = Math.sqrt(q) < 1e-8 ? 0 : gap / (sps.c() * q + sps.epsilon());
            stepSize = Math.min(unclipped, sps.maxLearningRate());
            if (sps.growth() < Double.POSITIVE_INFINITY) {
                double last = position.step() == 1 ? sps.initialStepSize() : lastPositive;
                stepSize = Math.min(stepSize, Math.pow(sps.growth(), 1.0 / position.stepsPerEpoch()) * last);
                lastPositive = stepSize > 0 ? stepSize : last;
            }
        } else {
            stepSize = q == 0 ? 0 : gap / q;
        }
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - stepSize * g[i];
        }
        return new Trainer.Outcome(unclipped, new double[] {stepSize});
    }

    @Override
    public double[] state(int index) {
        throw new IllegalArgumentException("no state");
    }
}
