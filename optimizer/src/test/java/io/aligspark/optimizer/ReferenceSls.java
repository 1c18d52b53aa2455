package io.aligspark.optimizer;

/** Gradient descent with Armijo's line search; the step size of the step before, times growth^(1/n), is tried first. */
final class ReferenceSls implements ReferenceRule {
    private final Sls sls;
    private double stepSize;

    ReferenceSls(Sls sls) {
        this.sls = sls;
        this.stepSize = sls.initialStepSize();
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double norm = Math.sqrt(Vectors.squaredNorm(g));
        if (norm < 1e-8) {
            return new Trainer.Outcome(Double.NaN, new double[] {0});
        }
        stepSize *= Math.pow(sls.growthFactor(), 1.0 / position.stepsPerEpoch());
        int tries = 0;
        while (!(trialLoss.at(stepSize) <= loss - sls.sufficientDecrease() * stepSize * norm * norm)) {
            tries++;
            if (tries == 100) {
                stepSize = 1e-6;
                break;
            }
            stepSize *= sls.shrinkFactor();
        }
        for (int i = 0; i < w.length; i++) {
            w[i] -= stepSize * g[i];
        }
        return new Trainer.Outcome(Double.NaN, new double[] {stepSize});
    }

    @Override
    public double[] state(int index) {
        throw new IllegalStateException("SLS has no state arrays");
    }
}
