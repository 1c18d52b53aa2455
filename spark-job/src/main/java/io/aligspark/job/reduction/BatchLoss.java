package io.aligspark.job.reduction;

/**
 * Loss of one batch. Driver.
 *
 * @param samples number of samples n
 * @param lossMean at least 0
 * @param sampleLosses {@code [n]} in the order of {@link BatchSchedule#samplesAt(long)}, owned by the receiver; empty
 *     unless the computation keeps them
 * @param timing where the time went
 */
public record BatchLoss(int samples, double lossMean, float[] sampleLosses, BatchMean.Timing timing) {}
