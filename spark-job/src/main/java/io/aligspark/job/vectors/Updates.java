package io.aligspark.job.vectors;

import io.aligspark.networks.BatchNormalization;

/** Arithmetic that driver and ranks share. */
final class Updates {
    private Updates() {}

    /** Moves running statistics towards those of a batch. */
    static void moveRunningStatistics(float[] buffers, float[] batchMean) {
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = (float)
                    ((1 - BatchNormalization.MOMENTUM) * buffers[i] + BatchNormalization.MOMENTUM * batchMean[i]);
        }
    }

    /** Where a line search looks: {@code moved = parameters - stepSize * gradient}. */
    static void moveAlong(float[] parameters, float[] gradient, double stepSize, float[] moved) {
        for (int i = 0; i < moved.length; i++) {
            moved[i] = parameters[i] - (float) stepSize * gradient[i];
        }
    }
}
