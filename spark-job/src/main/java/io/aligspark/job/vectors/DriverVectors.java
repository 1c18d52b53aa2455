package io.aligspark.job.vectors;

import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.BatchMean;
import io.aligspark.job.reduction.Reduction;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Scalars;
import io.aligspark.optimizer.Slice;

/** The driver holds everything; a {@link Reduction} brings the mean gradient. Driver. */
public final class DriverVectors implements Vectors {
    private final Reduction reduction;
    private final Optimizer optimizer;
    private final L2Ball projection;
    private TrainingState state;
    private BatchMean batch;

    /**
     * Starts from a state, whose arrays are updated in place.
     *
     * @param reduction closed with this
     */
    public DriverVectors(Reduction reduction, Optimizer optimizer, L2Ball projection, TrainingState start) {
        this.reduction = reduction;
        this.optimizer = optimizer;
        this.projection = projection;
        this.state = start;
    }

    @Override
    public BatchLoss computeGradient(long step) {
        batch = reduction.mean(step, state.parameters(), state.buffers());
        return new BatchLoss(batch.samples(), batch.lossMean(), batch.sampleLosses(), batch.timing());
    }

    @Override
    public Scalars measure(long step) {
        return Scalars.totals(optimizer.measure(step, whole()));
    }

    @Override
    public double trialLoss(long step, double stepSize) {
        float[] moved = new float[state.parameters().length];
        Updates.moveAlong(state.parameters(), batch.gradientMean(), stepSize, moved);
        return reduction.lossMean(step, moved, state.buffers());
    }

    @Override
    public void apply(Decision decision) {
        optimizer.apply(decision, whole());
        state = state.afterStep(decision.step());
    }

    @Override
    public void project() {
        if (projection.isActive()) {
            float[] parameters = state.parameters();
            double squaredNorm = ChunkedSums.total(ChunkedSums.squaredNorm(parameters, parameters.length));
            L2Ball.scale(parameters, parameters.length, projection.scale(squaredNorm));
        }
    }

    @Override
    public void moveRunningStatistics() {
        Updates.moveRunningStatistics(state.buffers(), batch.bufferMean());
    }

    @Override
    public TrainingState state() {
        return state;
    }

    @Override
    public void close() {
        reduction.close();
    }

    private Slice whole() {
        return Slice.whole(state.parameters(), batch.gradientMean(), state.optimizerState());
    }
}
