package io.aligspark.optimizer;

/** BPGrad: Zhang, Wu, Wang, CVPR 2018, with the objective and gradient of the penalised loss. */
final class ReferenceBpGrad implements ReferenceRule {
    private final BpGrad optimizer;
    private final double[] velocity;

    ReferenceBpGrad(BpGrad optimizer, int size) {
        this.optimizer = optimizer;
        this.velocity = new double[size];
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double[] gradient = Vectors.plus(g, optimizer.weightDecay(), w);
        double objective = loss + 0.5 * optimizer.weightDecay() * Vectors.squaredNorm(w);
        double norm = Math.sqrt(Vectors.squaredNorm(gradient));
        double stepSize = optimizer.learningRate() * objective / (norm + 1e-5);
        for (int i = 0; i < w.length; i++) {
            velocity[i] = optimizer.momentum() * velocity[i] - stepSize * gradient[i];
            w[i] = w[i] + velocity[i];
        }
        return new Trainer.Outcome(Double.NaN, new double[] {stepSize});
    }

    @Override
    public double[] state(int index) {
        return velocity;
    }
}
