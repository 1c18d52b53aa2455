package io.aligspark.job.session;

/**
 * What is recorded of an epoch.
 *
 * @param epoch counted from 1
 * @param step its last
 * @param loss mean over the epoch's samples, each before its own step
 * @param stepSizeMean mean of gamma over steps
 * @param clippedShare share of steps at the maximal learning rate, in [0, 1]
 * @param validationLoss NaN without a validation set
 * @param validationAccuracy in [0, 1]; NaN without a validation set
 * @param validationTopKAccuracy share among the {@code train.top-k} largest logits; NaN like the accuracy
 * @param samplesPerSecond of training, without validation
 * @param seconds wall time of the epoch, with validation
 */
public record EpochMetrics(
        int epoch,
        long step,
        double loss,
        double stepSizeMean,
        double clippedShare,
        double validationLoss,
        double validationAccuracy,
        double validationTopKAccuracy,
        double samplesPerSecond,
        double seconds) {}
