package io.aligspark.job.train;

import io.aligspark.job.reduction.BatchMean;
import io.aligspark.job.reduction.BatchSchedule;
import io.aligspark.job.reduction.Reduction;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.optimizer.BatchSamples;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Observation;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Scalars;
import io.aligspark.optimizer.Slice;

/**
 * Training. One step for the whole cluster: mean loss and gradient of the batch, one decision, one update, one
 * projection (Berrada, Zisserman, Kumar, ICML 2020, algorithm 1, on the global batch). Driver.
 *
 * @param schedule which samples form which batch
 * @param reduction computes the mean of a batch on the cluster
 * @param optimizer step rule
 * @param projection constraint on all parameters together
 * @param listener told of every step and epoch
 */
public record TrainingLoop(
        BatchSchedule schedule, Reduction reduction, Optimizer optimizer, L2Ball projection, Listener listener) {

    /** Watches training; what it is given is only read. */
    public interface Listener {
        /** A step was taken; {@code state} is the one after it. */
        void stepTaken(TrainingState state, BatchMean batch, Decision decision);

        /** The last step of an epoch was taken: how did it go? */
        EpochEnd epochEnded(TrainingState state);

        /** The optimizer has taken notice of the epoch: {@code state} is whole and may be saved. */
        void epochClosed(TrainingState state);
    }

    /**
     * Trains until a number of steps was taken in total. The state's arrays are updated in place.
     *
     * @param start from the beginning or a checkpoint
     * @return the last state
     */
    public TrainingState run(TrainingState start, long steps) {
        TrainingState state = start;
        if (state.step() == 0) {
            project(state.parameters());
        }
        while (state.step() < steps) {
            long step = state.step() + 1;
            BatchMean batch = reduction.mean(step, state.parameters(), state.buffers());
            Slice whole = Slice.whole(state.parameters(), batch.gradientMean(), state.optimizerState());
            Decision decision = optimizer.decide(observation(step, state, batch, whole));
            optimizer.apply(decision, whole);
            project(state.parameters());
            moveRunningStatistics(state.buffers(), batch.bufferMean());

            state = state.afterStep(step);
            listener.stepTaken(state, batch, decision);
            if (schedule.endsEpoch(step)) {
                optimizer.endEpoch(listener.epochEnded(state), state.optimizerMemory(), state.sampleMemory());
                listener.epochClosed(state);
            }
        }
        return state;
    }

    private Observation observation(long step, TrainingState state, BatchMean batch, Slice whole) {
        return new Observation(
                schedule.position(step),
                batch.lossMean(),
                Scalars.totals(optimizer.measure(step, whole)),
                state.optimizerMemory(),
                stepSize -> trialLoss(step, whole, state.buffers(), stepSize),
                samples(step, state, batch));
    }

    private BatchSamples samples(long step, TrainingState state, BatchMean batch) {
        return state.sampleMemory().isEmpty()
                ? BatchSamples.none()
                : new BatchSamples(schedule.samplesAt(step), batch.sampleLosses(), state.sampleMemory());
    }

    /** The loss of the same batch further along the gradient, before any projection. */
    private double trialLoss(long step, Slice whole, float[] buffers, double stepSize) {
        float[] moved = whole.parameters().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] -= (float) stepSize * whole.gradientMean()[i];
        }
        return reduction.lossMean(step, moved, buffers);
    }

    private void project(float[] parameters) {
        if (projection.isActive()) {
            double squaredNorm = ChunkedSums.total(ChunkedSums.squaredNorm(parameters, parameters.length));
            L2Ball.scale(parameters, parameters.length, projection.scale(squaredNorm));
        }
    }

    private static void moveRunningStatistics(float[] buffers, float[] batchMean) {
        for (int i = 0; i < buffers.length; i++) {
            buffers[i] = (float)
                    ((1 - BatchNormalization.MOMENTUM) * buffers[i] + BatchNormalization.MOMENTUM * batchMean[i]);
        }
    }
}
