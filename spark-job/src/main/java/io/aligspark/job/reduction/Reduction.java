package io.aligspark.job.reduction;

/** Computes the global mean loss and gradient of a batch on the cluster; every kind gives the same bits. Driver. */
public interface Reduction extends AutoCloseable {

    /**
     * The mean over the batch of a step.
     *
     * @param step counted from 1
     * @param parameters {@code [p]}, only read
     * @param buffers {@code [b]}, only read
     * @throws TrainingFault if a shard's loss is negative or not finite, or its gradient not finite
     */
    BatchMean mean(long step, float[] parameters, float[] buffers);

    /**
     * The mean loss alone over the batch of a step, with its dropout, at other parameters.
     *
     * @return may be infinite or NaN
     */
    double lossMean(long step, float[] parameters, float[] buffers);

    /** Releases what the executors hold. */
    @Override
    void close();
}
