package io.aligspark.job.vectors;

import io.aligspark.job.reduction.ShardSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.Scalar;
import java.io.Serializable;
import java.util.List;
import java.util.Map;

/** What the driver tells the ranks; the records at the end are their answers. */
sealed interface Command extends Serializable {

    /** Does it. Executor. */
    void carryOut(PeerSlices slices);

    /**
     * Take your slices of parameters and state, which follow.
     *
     * @param step the last one taken
     * @param buffers {@code [b]} running statistics
     */
    record Start(long step, float[] buffers) implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.start(step, buffers);
        }
    }

    /** Compute the gradient of a step: answered by {@link Computed}, then {@link Measured}. */
    record Compute(long step) implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.compute(step);
        }
    }

    /** Compute the loss of the same batch further along the gradient: answered by {@link Computed}. */
    record Trial(int number, double stepSize) implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.tryStep(number, stepSize);
        }
    }

    /**
     * Update your slices, and the running statistics by those of the batch. Without a projection the parameters are
     * gathered now; otherwise it is answered by {@link Norm}, and {@link Scale} follows.
     */
    record Apply(Decision decision, float[] bufferMean) implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.apply(decision, bufferMean);
        }
    }

    /** Multiply the parameters, which are gathered now. */
    record Scale(double factor) implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.scale(factor);
        }
    }

    /** Send your slices of parameters and state, and leave at the next message. */
    record Finish() implements Command {
        @Override
        public void carryOut(PeerSlices slices) {
            slices.finish();
        }
    }

    /**
     * A rank's sub-trees, without their gradients.
     *
     * @param nanos that computing took
     */
    record Computed(List<ShardSums> subtrees, long nanos) implements Serializable {}

    /** Chunk sums of the rank's slice. */
    record Measured(Map<Scalar, double[]> chunkSums) implements Serializable {}

    /** Chunk sums of the squared parameters of the rank's slice. */
    record Norm(double[] chunkSums) implements Serializable {}

    /** What was sent last has come: the rank may leave. */
    record Farewell() implements Serializable {}
}
