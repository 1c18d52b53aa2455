package io.aligspark.job.vectors;

import io.aligspark.job.exchange.Collectives;
import io.aligspark.job.exchange.Rank;
import io.aligspark.job.reduction.ShardSums;
import io.aligspark.job.reduction.SubtreeComputation;
import io.aligspark.job.vectors.Command.Computed;
import io.aligspark.job.vectors.Command.Measured;
import io.aligspark.job.vectors.Command.Norm;
import io.aligspark.networks.Engine;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** What a rank holds: all parameters to compute with, and its slices of parameters, gradient and state. Executor. */
final class PeerSlices {
    private final PeerTask task;
    private final Rank rank;
    private final SubtreeComputation computation;
    private final Collectives collectives;
    /** {@code [p]} all parameters, as they were gathered last: with 16 bits close to the slices. */
    private final float[] parameters;
    /** This rank's elements, from index 0 on. */
    private final Slice slice;

    private float[] buffers = {};
    private long step;
    private boolean finished;

    PeerSlices(PeerTask task, Rank rank, int number, SubtreeComputation computation) {
        this.task = task;
        this.rank = rank;
        this.computation = computation;
        parameters = new float[task.slices().elements()];
        collectives = rank.collectives(task.assignment(), task.slices(), task.precision(), parameters);
        int length = task.slices().length(number);
        List<float[]> state = new ArrayList<>();
        task.optimizer().stateNames().forEach(name -> state.add(new float[length]));
        slice = new Slice(task.slices().from(number), length, new float[length], new float[length], state);
    }

    /** Does what the driver says, until it says to leave. */
    void obey() {
        while (!finished) {
            ((Command) rank.receive()).carryOut(this);
        }
    }

    void start(long lastStep, float[] runningStatistics) {
        step = lastStep;
        // In one process the driver's own.
        buffers = runningStatistics.clone();
        rank.receiveSlice(step, 0, slice.parameters(), slice.length());
        for (int i = 0; i < slice.state().size(); i++) {
            rank.receiveSlice(step, 1 + i, slice.state().get(i), slice.length());
        }
        collectives.start(step, slice.parameters());
    }

    void compute(long next) {
        step = next;
        collectives.expect(step);
        List<ShardSums> sums = compute(parameters, computation::sums);
        List<float[]> gradients = new ArrayList<>();
        sums.forEach(sum -> gradients.add(sum.samples() == 0 ? null : sum.gradientSum()));
        collectives.reduceScatter(step, gradients, slice.gradientMean());
        ShardSums.divide(slice.gradientMean(), task.computation().schedule().batchSizeAt(step));
        rank.reply(new Measured(task.optimizer().measure(step, slice)));
    }

    void tryStep(int number, double stepSize) {
        float[] moved = new float[slice.length()];
        Updates.moveAlong(slice.parameters(), slice.gradientMean(), stepSize, moved);
        compute(collectives.allGatherTrial(step, number, moved), computation::losses);
    }

    private List<ShardSums> compute(float[] at, BiFunction<Engine.Model, Long, List<ShardSums>> what) {
        long start = System.nanoTime();
        List<ShardSums> sums = task.computation().withModel(at, buffers, model -> what.apply(model, step));
        long nanos = System.nanoTime() - start;
        rank.reply(new Computed(sums.stream().map(ShardSums::withoutGradient).toList(), nanos));
        return sums;
    }

    void apply(Decision decision, float[] bufferMean) {
        task.optimizer().apply(decision, slice);
        Updates.moveRunningStatistics(buffers, bufferMean);
        if (task.projection().isActive()) {
            rank.reply(new Norm(ChunkedSums.squaredNorm(slice.parameters(), slice.length())));
        } else {
            collectives.allGather(step, slice.parameters());
        }
    }

    void scale(double factor) {
        L2Ball.scale(slice.parameters(), slice.length(), factor);
        collectives.allGather(step, slice.parameters());
    }

    void finish() {
        rank.sendSlice(step, 0, slice.parameters(), slice.length());
        for (int i = 0; i < slice.state().size(); i++) {
            rank.sendSlice(step, 1 + i, slice.state().get(i), slice.length());
        }
        // What is sent may be in use until the driver says so.
        rank.receive();
        finished = true;
    }
}
