package io.aligspark.job.vectors;

import io.aligspark.job.exchange.ExchangeOptions;
import io.aligspark.job.exchange.Slices;
import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.BatchMean;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.reduction.ShardSums;
import io.aligspark.job.shards.EpochShards;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Command.Apply;
import io.aligspark.job.vectors.Command.Compute;
import io.aligspark.job.vectors.Command.Computed;
import io.aligspark.job.vectors.Command.Measured;
import io.aligspark.job.vectors.Command.Norm;
import io.aligspark.job.vectors.Command.Scale;
import io.aligspark.job.vectors.Command.Trial;
import io.aligspark.networks.Precision;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Scalar;
import io.aligspark.optimizer.Scalars;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The ranks hold everything, each a slice: long-lived tasks exchange vectors among themselves, and a few numbers a step with
 * the driver. One Spark job runs from a step to the next {@link #state}, so that the task slots are free for whatever
 * follows that; in between, the driver has the whole state. What ranks keep besides that state, residuals of a 16-bit
 * exchange, ends with the job. Driver.
 */
public final class PeerVectors implements Vectors {
    private static final double NANOS = 1e-9;

    private final JavaSparkContext spark;
    private final EpochShards shards;
    private final ShardComputation computation;
    private final ShardAssignment assignment;
    private final Slices slices;
    private final Optimizer optimizer;
    private final L2Ball projection;
    private final ExchangeOptions options;
    private final Precision precision;
    private TrainingState state;
    private float[] bufferMean = {};
    private int trials;
    private PeerJob job;

    /**
     * Starts from a state, whose arrays are updated in place.
     *
     * @param shards a partition for each rank, as {@link ShardAssignment} says
     * @param precision that gradients and parameters travel with between ranks
     */
    public PeerVectors(
            JavaSparkContext spark,
            EpochShards shards,
            ShardComputation computation,
            Optimizer optimizer,
            L2Ball projection,
            ExchangeOptions options,
            Precision precision,
            TrainingState start) {
        this.spark = spark;
        this.shards = shards;
        this.computation = computation;
        this.optimizer = optimizer;
        this.projection = projection;
        this.options = options;
        this.precision = precision;
        this.state = start;
        int ranks = shards.tasks();
        assignment = ShardAssignment.of(computation.schedule().shards(), ranks);
        slices = new Slices(start.parameters().length, ranks);
    }

    @Override
    public BatchLoss computeGradient(long step) {
        long start = System.nanoTime();
        if (job == null) {
            job = PeerJob.start(
                    spark,
                    shards.of(computation.schedule().epoch(step)),
                    options,
                    invitation -> new PeerTask(
                            invitation, computation, assignment, slices, precision, optimizer, projection));
            job.scatter(state, slices);
        }
        trials = 0;
        job.send(new Compute(step));
        List<Computed> computed = job.replies(Computed.class, "step " + step + " to be computed");
        ShardSums total = ShardSums.total(computation.schedule(), step, subtrees(computed));
        bufferMean = total.bufferSum();
        ShardSums.divide(bufferMean, total.samples());
        double compute =
                NANOS * computed.stream().mapToLong(Computed::nanos).max().orElseThrow();
        double whole = NANOS * (System.nanoTime() - start);
        return new BatchLoss(
                total.samples(),
                total.lossSum() / total.samples(),
                total.sampleLosses(),
                new BatchMean.Timing(0, compute, Math.max(0, whole - compute), 0));
    }

    @Override
    public Scalars measure(long step) {
        List<Measured> measured = job.replies(Measured.class, "the gradient of step " + step + " to be summed");
        Map<Scalar, double[]> chunkSums = new EnumMap<>(Scalar.class);
        for (Scalar scalar : optimizer.scalars()) {
            chunkSums.put(
                    scalar,
                    concatenate(measured.stream()
                            .map(each -> each.chunkSums().get(scalar))
                            .toList()));
        }
        return Scalars.totals(chunkSums);
    }

    @Override
    public double trialLoss(long step, double stepSize) {
        trials++;
        job.send(new Trial(trials, stepSize));
        List<Computed> computed = job.replies(Computed.class, "a trial of step " + step);
        ShardSums total = ShardSums.unchecked(computation.schedule(), subtrees(computed));
        return total.lossSum() / total.samples();
    }

    @Override
    public void apply(Decision decision) {
        job.send(new Apply(decision, bufferMean));
        state = state.afterStep(decision.step());
    }

    @Override
    public void project() {
        if (!projection.isActive()) {
            return;
        }
        if (job == null) {
            float[] parameters = state.parameters();
            double[] chunkSums = ChunkedSums.squaredNorm(parameters, parameters.length);
            L2Ball.scale(parameters, parameters.length, projection.scale(ChunkedSums.total(chunkSums)));
            return;
        }
        List<Norm> norms = job.replies(Norm.class, "the parameters to be updated");
        double squaredNorm = ChunkedSums.total(
                concatenate(norms.stream().map(Norm::chunkSums).toList()));
        job.send(new Scale(projection.scale(squaredNorm)));
    }

    @Override
    public void moveRunningStatistics() {
        Updates.moveRunningStatistics(state.buffers(), bufferMean);
    }

    @Override
    public TrainingState state() {
        if (job != null) {
            job.gather(state, slices);
            job = null;
        }
        return state;
    }

    @Override
    public void close() {
        if (job != null) {
            job.abort("training has stopped");
            job = null;
        }
    }

    private static List<ShardSums> subtrees(List<Computed> computed) {
        return computed.stream().flatMap(each -> each.subtrees().stream()).toList();
    }

    private static double[] concatenate(List<double[]> parts) {
        return parts.stream().flatMapToDouble(Arrays::stream).toArray();
    }
}
