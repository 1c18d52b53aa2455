package io.aligspark.job.vectors;

import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.Scalars;

/**
 * Parameters, gradient, running statistics and optimizer state of a run, wherever they lie. A step calls
 * {@link #computeGradient}, {@link #measure}, {@link #apply}, {@link #project} and {@link #moveRunningStatistics}, in this
 * order. Driver.
 */
public interface Vectors extends AutoCloseable {

    /**
     * Computes loss, gradient and batch statistics of a step's batch; all but the loss stays here.
     *
     * @param step counted from 1
     * @throws io.aligspark.job.reduction.TrainingFault if a shard's loss is negative or not finite, or its gradient not
     *     finite
     */
    BatchLoss computeGradient(long step);

    /** What the optimizer needs for its decision. */
    Scalars measure(long step);

    /** The mean loss of the step's batch at {@code parameters - stepSize * gradient}. */
    double trialLoss(long step, double stepSize);

    /** Updates parameters and optimizer state. */
    void apply(Decision decision);

    /** Projects the parameters, all together. Also before the first step. */
    void project();

    /** Moves the running statistics towards those of the batch. */
    void moveRunningStatistics();

    /** The whole state, after the last step. The optimizer's numbers are always in the same arrays. */
    TrainingState state();

    /** Ends what runs for it on executors. */
    @Override
    void close();
}
