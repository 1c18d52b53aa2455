package io.aligspark.networks;

import java.util.Arrays;

/**
 * A loss on the residual r = output - target, summed over outputs; for regression.
 *
 * @param kind of the residual
 */
public record ValueLoss(Kind kind) implements Loss {

    /** What is summed. */
    public enum Kind {
        /** r^2 / 2. */
        SQUARED,
        /** |r|, with gradient 0 at 0. */
        ABSOLUTE
    }

    @Override
    public String name() {
        return switch (kind) {
            case SQUARED -> "squared";
            case ABSOLUTE -> "absolute";
        };
    }

    @Override
    public boolean onClasses() {
        return false;
    }

    @Override
    public int targetLength(int outputs) {
        return outputs;
    }

    @Override
    public double lossAndGradient(
            float[] outputs, float[] targets, int samples, float[] gradient, double[] sampleLosses) {
        Arrays.fill(sampleLosses, 0);
        int length = outputs.length / samples;
        double lossSum = 0;
        for (int i = 0; i < outputs.length; i++) {
            double residual = (double) outputs[i] - targets[i];
            double loss = switch (kind) {
                case SQUARED -> residual * residual / 2;
                case ABSOLUTE -> Math.abs(residual);
            };
            lossSum += loss;
            sampleLosses[i / length] += loss;
            gradient[i] = (float)
                    switch (kind) {
                        case SQUARED -> residual;
                        case ABSOLUTE -> Math.signum(residual);
                    };
        }
        return lossSum;
    }
}
