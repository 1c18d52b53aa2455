package io.aligspark.optimizer;

/** L4Mom and L4Adam: Rolinek and Martius, NeurIPS 2018, with averages that are corrected before anything else. */
final class ReferenceL4 implements ReferenceRule {
    private final L4 optimizer;
    private final double[] m;
    private final double[] v;
    private double smallestLoss = Double.NaN;

    ReferenceL4(L4 optimizer, int size) {
        this.optimizer = optimizer;
        this.m = new double[size];
        this.v = new double[size];
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double[] gradient = Vectors.plus(g, optimizer.weightDecay(), w);
        double objective = loss + 0.5 * optimizer.weightDecay() * Vectors.squaredNorm(w);
        double[] average = new double[w.length];
        double[] direction = new double[w.length];
        for (int i = 0; i < w.length; i++) {
            m[i] = 0.9 * m[i] + 0.1 * gradient[i];
            v[i] = 0.999 * v[i] + 0.001 * gradient[i] * gradient[i];
            average[i] = m[i] / (1 - Math.pow(0.9, (double) position.step()));
            double square = v[i] / (1 - Math.pow(0.999, (double) position.step()));
            direction[i] = switch (optimizer.direction()) {
                case MOMENTUM -> average[i];
                case ADAM -> average[i] / (Math.sqrt(square) + 1e-4);
            };
        }
        smallestLoss = position.step() == 1 ? 0.75 * objective : Math.min(smallestLoss, objective);
        double stepSize =
                optimizer.alpha() * (objective - 0.9 * smallestLoss) / (Vectors.dot(direction, average) + 1e-12);
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - stepSize * direction[i];
        }
        smallestLoss = smallestLoss * (1 + 1 / 1000.0);
        return new Trainer.Outcome(Double.NaN, new double[] {stepSize});
    }

    @Override
    public double[] state(int index) {
        return index == 0 ? m : v;
    }
}
