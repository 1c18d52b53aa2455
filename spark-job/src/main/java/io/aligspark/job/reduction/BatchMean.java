package io.aligspark.job.reduction;

/**
 * Loss and gradient of one batch, means over the same samples. Driver.
 *
 * @param samples number of samples n
 * @param lossMean at least 0
 * @param gradientMean {@code [p]}, owned by the receiver
 * @param bufferMean {@code [b]} sample-weighted mean of the shards' batch statistics, owned by the receiver
 * @param sampleLosses of no sample unless the computation keeps them
 * @param timing where the time went
 */
public record BatchMean(
        int samples,
        double lossMean,
        float[] gradientMean,
        float[] bufferMean,
        SampleLosses sampleLosses,
        Timing timing) {

    /** Without the losses of samples. */
    public BatchMean(int samples, double lossMean, float[] gradientMean, float[] bufferMean, Timing timing) {
        this(samples, lossMean, gradientMean, bufferMean, SampleLosses.NONE, timing);
    }

    /**
     * Wall time of the parts of a reduction, in seconds.
     *
     * @param broadcast parameters handed to Spark, and fetched by the slowest task
     * @param compute the slowest task's loss and gradient
     * @param gather the rest of the job: scheduling, and results on their way
     * @param combine sums of sub-trees and the division
     */
    public record Timing(double broadcast, double compute, double gather, double combine) {}
}
