package io.aligspark.optimizer;

import java.util.Arrays;
import java.util.List;

/**
 * ALI-G+ as the authors' code goes: losses start at 10⁶, targets and gaps at 0, and what is kept per sample is a float. In
 * contrast to the code, samples that were never visited stay out of it.
 */
final class ReferenceAligPlus implements DirectRule {
    private static final double UNVISITED = 1e6;

    private final AligPlus plus;
    private final double[] losses;
    private double[] reached;
    private final double[] target;
    private final double[] gap;
    private int[] batch = {};

    ReferenceAligPlus(AligPlus plus, int samples) {
        this.plus = plus;
        this.losses = new double[samples];
        this.reached = new double[samples];
        this.target = new double[samples];
        this.gap = new double[samples];
        Arrays.fill(losses, UNVISITED);
        Arrays.fill(reached, UNVISITED);
    }

    @Override
    public void observe(int[] samples, float[] sampleLosses) {
        batch = samples;
        for (int i = 0; i < samples.length; i++) {
            losses[samples[i]] = sampleLosses[i];
        }
    }

    @Override
    public Trainer.Outcome decide(double loss, double gradientSquaredNorm) {
        double targetMean = Arrays.stream(batch).mapToDouble(z -> target[z]).sum() / batch.length;
        double unclipped = Math.max(0, (loss - targetMean) / (gradientSquaredNorm + 1e-9));
        return new Trainer.Outcome(unclipped, new double[] {Math.min(unclipped, plus.maxLearningRate())});
    }

    @Override
    public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
        double gamma = stepSizes[0];
        double[] v = state.get(0);
        for (int i = 0; i < w.length; i++) {
            w[i] = w[i] - gamma * (g[i] + plus.weightDecay() * w[i]);
            v[i] = plus.momentum() * v[i] - gamma * g[i];
            w[i] = w[i] + plus.momentum() * v[i];
        }
    }

    @Override
    public void endEpoch(EpochEnd end) {
        if (mean(losses) < mean(reached)) {
            reached = plus.reachedLosses() == ReachedLosses.LAST_VISIT ? losses : losses.clone();
        }
        int period = plus.epochs() / plus.targetUpdates();
        int epochFromZero = end.epoch() - 1;
        if (epochFromZero % period != period - 1) {
            return;
        }
        for (int z = 0; z < target.length; z++) {
            if (reached[z] == UNVISITED) {
                continue;
            }
            if (reached[z] <= target[z]) {
                target[z] = (float) Math.max(0, target[z] - gap[z] / 2);
            } else {
                gap[z] = (float) ((reached[z] - target[z]) / 2);
                target[z] = (float) ((target[z] + reached[z]) / 2);
            }
        }
    }

    private static double mean(double[] values) {
        return Arrays.stream(values)
                .filter(value -> value != UNVISITED)
                .average()
                .orElse(UNVISITED);
    }
}
