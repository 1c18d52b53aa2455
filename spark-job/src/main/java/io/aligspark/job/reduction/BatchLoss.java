package io.aligspark.job.reduction;

/**
 * Loss of one batch. Driver.
 *
 * @param samples number of samples n
 * @param lossMean at least 0
 * @param sampleLosses of no sample unless the computation keeps them
 * @param timing where the time went
 */
public record BatchLoss(int samples, double lossMean, SampleLosses sampleLosses, BatchMean.Timing timing) {}
