package io.aligspark.job.session;

import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.optimizer.BatchSamples;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import io.aligspark.optimizer.Observation;
import io.aligspark.optimizer.Optimizer;

/**
 * Training. One step for the whole cluster: mean loss and gradient of the batch, one decision, one update, one
 * projection (Berrada, Zisserman, Kumar, ICML 2020, algorithm 1, on the global batch). Driver.
 *
 * @param schedule which samples form which batch
 * @param vectors parameters, gradient and state, wherever they lie
 * @param optimizer step rule
 * @param listener told of every step and epoch
 */
public record TrainingLoop(BatchSchedule schedule, Vectors vectors, Optimizer optimizer, Listener listener) {

    /** Watches training; what it is given is only read. */
    public interface Listener {
        /** A step was taken. */
        void stepTaken(long step, BatchLoss batch, Decision decision);

        /** The last step of an epoch was taken: how did it go? */
        EpochEnd epochEnded(TrainingState state);

        /**
         * The optimizer has taken notice of the epoch: {@code state} is whole and may be saved.
         *
         * @return whether training goes on
         */
        boolean epochClosed(TrainingState state);
    }

    /**
     * Trains until a number of steps was taken in total.
     *
     * @return the last state
     */
    public TrainingState run(long steps) {
        TrainingState start = vectors.state();
        if (start.step() == 0) {
            vectors.project();
        }
        for (long step = start.step() + 1; step <= steps; step++) {
            BatchLoss batch = vectors.computeGradient(step);
            Decision decision = optimizer.decide(observation(step, start, batch));
            vectors.apply(decision);
            vectors.project();
            vectors.moveRunningStatistics();

            listener.stepTaken(step, batch, decision);
            if (schedule.endsEpoch(step)) {
                TrainingState state = vectors.state();
                optimizer.endEpoch(listener.epochEnded(state), state.optimizerMemory(), state.sampleMemory());
                if (!listener.epochClosed(state)) {
                    return state;
                }
            }
        }
        return vectors.state();
    }

    /** The numbers that the optimizer keeps are in the same arrays from the start on. */
    private Observation observation(long step, TrainingState kept, BatchLoss batch) {
        return new Observation(
                schedule.position(step),
                batch.lossMean(),
                vectors.measure(step),
                kept.optimizerMemory(),
                stepSize -> vectors.trialLoss(step, stepSize),
                kept.sampleMemory().isEmpty()
                        ? BatchSamples.none()
                        : new BatchSamples(
                                batch.sampleLosses().places(),
                                batch.sampleLosses().losses(),
                                kept.sampleMemory()));
    }
}
