package io.aligspark.optimizer;

/** MoMo and MoMo-Adam: Schaipp and others, ICML 2024, step by step as in the authors' code. */
final class ReferenceMomo implements ReferenceRule {
    private final MomoStep optimizer;
    private final double[] d;
    private final double[] v;
    private double lossAverage;
    private double dotAverage;
    private double bound;

    ReferenceMomo(MomoStep optimizer, int size) {
        this.optimizer = optimizer;
        this.d = new double[size];
        this.v = new double[size];
        this.bound = optimizer.lowerBound();
    }

    @Override
    public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
        double beta = optimizer.beta();
        double dot = Vectors.dot(g, w);
        double rho = 1;
        if (position.step() == 1 && !optimizer.biasCorrected()) {
            lossAverage = loss;
            dotAverage = dot;
            System.arraycopy(g, 0, d, 0, g.length);
        } else {
            lossAverage = beta * lossAverage + (1 - beta) * loss;
            dotAverage = beta * dotAverage + (1 - beta) * dot;
            for (int i = 0; i < w.length; i++) {
                d[i] = beta * d[i] + (1 - beta) * g[i];
            }
        }
        if (optimizer.biasCorrected()) {
            rho = 1 - Math.pow(beta, (double) position.step());
        }
        double[] scaled = scaled(position, g);
        double squaredNorm = Vectors.dot(d, scaled);
        double alpha = optimizer.maxLearningRate();
        double decay = optimizer.weightDecay();
        double c = decay == 0 ? 1 : 1 + alpha * decay;
        double h = c * lossAverage + Vectors.dot(d, w) - c * dotAverage;
        if (optimizer.onlineLowerBound() && h < c * rho * bound) {
            bound = Math.max(h / (2 * c * rho), optimizer.lowerBound());
        }
        double gap = c * (lossAverage - rho * bound) + Vectors.dot(d, w) - c * dotAverage;
        double unclipped = squaredNorm == 0 ? 0 : Math.max(gap, 0) / squaredNorm;
        double tau = Math.min(alpha / rho, unclipped);
        if (optimizer.onlineLowerBound()) {
            double reached = lossAverage + Vectors.dot(d, w) - dotAverage - 0.5 * tau * squaredNorm;
            bound = Math.max(reached / rho, optimizer.lowerBound());
        }
        boolean decayFirst = optimizer instanceof MomoAdam adam && adam.decayFirst();
        for (int i = 0; i < w.length; i++) {
            w[i] = decayFirst ? (1 - (c - 1)) * w[i] - tau * scaled[i] : (w[i] - tau * scaled[i]) / c;
        }
        return new Trainer.Outcome(unclipped, new double[] {tau});
    }

    private double[] scaled(Position position, double[] g) {
        double[] scaled = d.clone();
        if (optimizer instanceof MomoAdam adam) {
            for (int i = 0; i < g.length; i++) {
                v[i] = adam.beta2() * v[i] + (1 - adam.beta2()) * g[i] * g[i];
                double corrected = v[i] / (1 - Math.pow(adam.beta2(), (double) position.step()));
                scaled[i] = d[i] / (Math.sqrt(corrected) + adam.epsilon());
            }
        }
        return scaled;
    }

    double lowerBound() {
        return bound;
    }

    double lossAverage() {
        return lossAverage;
    }

    double dotAverage() {
        return dotAverage;
    }

    @Override
    public double[] state(int index) {
        return index == 0 ? d : v;
    }
}
