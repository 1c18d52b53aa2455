package io.aligspark.optimizer;

/**
 * How an epoch went. Driver.
 *
 * @param epoch that ended, from 1
 * @param lossMean mean training loss over the epoch's samples, each at the parameters of its step
 * @param validationAccuracy share of the held-out samples that are classified correctly after the epoch; NaN without
 *     a validation set, or where the loss is not on classes
 */
public record EpochEnd(int epoch, double lossMean, double validationAccuracy) {}
