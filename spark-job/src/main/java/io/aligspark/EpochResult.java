package io.aligspark;

/**
 * What came of an epoch.
 *
 * @param epoch counted from 1
 * @param loss mean over the epoch's samples, each before its own step
 * @param stepSize mean over the steps
 * @param clippedShare share of steps at the maximal learning rate, in [0, 1]
 * @param validationLoss NaN without validation samples
 * @param validationAccuracy in [0, 1]; NaN without validation samples or classes
 * @param samplesPerSecond of training, without validation
 * @param seconds with validation
 */
public record EpochResult(
        int epoch,
        double loss,
        double stepSize,
        double clippedShare,
        double validationLoss,
        double validationAccuracy,
        double samplesPerSecond,
        double seconds) {}
