package io.aligspark.job.reduction;

/**
 * Loss of one batch. Driver.
 *
 * @param samples number of samples n
 * @param lossMean at least 0
 * @param timing where the time went
 */
public record BatchLoss(int samples, double lossMean, BatchMean.Timing timing) {}
