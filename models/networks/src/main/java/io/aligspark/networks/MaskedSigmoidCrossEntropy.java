package io.aligspark.networks;

import java.util.Arrays;

/**
 * Binary cross-entropy of sigmoid(z) for every bit of a sequence, summed over bits and over the time steps where the
 * mask is 1: {@code sum_t mask_t sum_bits max(z, 0) - z x + log(1 + exp(-|z|))}.
 *
 * <p>The logits of a sample are {@code [time, bits]}, its target is {@code [time, bits + 1]}: the bits x in [0, 1], then
 * the mask.
 *
 * @param bits of a time step, at least 1
 */
public record MaskedSigmoidCrossEntropy(int bits) implements Loss {

    @Override
    public String name() {
        return "sigmoid-cross-entropy";
    }

    @Override
    public boolean onClasses() {
        return false;
    }

    @Override
    public int targetLength(int outputs) {
        return outputs / bits * (bits + 1);
    }

    @Override
    public double lossAndGradient(
            float[] logits, float[] targets, int samples, float[] gradient, double[] sampleLosses) {
        Arrays.fill(sampleLosses, 0);
        int steps = logits.length / bits;
        int time = steps / samples;
        double lossSum = 0;
        for (int step = 0; step < steps; step++) {
            double mask = targets[step * (bits + 1) + bits];
            for (int bit = 0; bit < bits; bit++) {
                double z = logits[step * bits + bit];
                double x = targets[step * (bits + 1) + bit];
                double tail = StrictMath.exp(-Math.abs(z));
                double sigmoid = z >= 0 ? 1 / (1 + tail) : tail / (1 + tail);
                double loss = mask * (Math.max(z, 0) - z * x + StrictMath.log1p(tail));
                lossSum += loss;
                sampleLosses[step / time] += loss;
                gradient[step * bits + bit] = (float) (mask * (sigmoid - x));
            }
        }
        return lossSum;
    }
}
