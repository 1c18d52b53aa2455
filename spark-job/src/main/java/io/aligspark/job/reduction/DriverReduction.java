package io.aligspark.job.reduction;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.aligspark.job.shards.EpochShards;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.shards.ShardTree;
import java.io.Serializable;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.broadcast.Broadcast;

/**
 * The simplest reduction: every step is one Spark job. Parameters go out by broadcast, each task returns the sums of the
 * largest sub-trees of its shards, the driver adds them along the tree and divides once. Stateless, so Spark's own
 * retries recover lost tasks and executors with the same bits. With a local master nothing is copied: tasks read and
 * write the driver's arrays. Driver.
 */
public final class DriverReduction implements Reduction {
    private static final double NANOS = 1e-9;
    private static final Map<String, Handover> IN_THIS_JVM = new ConcurrentHashMap<>();

    private final String id = UUID.randomUUID().toString();
    private final JavaSparkContext spark;
    private final EpochShards shards;
    private final ShardComputation computation;

    /**
     * A reduction over persisted shards.
     *
     * @param shards freed with this
     */
    public DriverReduction(JavaSparkContext spark, EpochShards shards, ShardComputation computation) {
        this.spark = spark;
        this.shards = shards;
        this.computation = computation;
    }

    @Override
    public BatchMean mean(long step, float[] parameters, float[] buffers) {
        long start = System.nanoTime();
        Job job = run(step, parameters, buffers, false);
        ShardSums sums = ShardSums.total(computation.schedule(), step, job.subtrees());
        ShardSums.divide(sums.gradientSum(), sums.samples());
        ShardSums.divide(sums.bufferSum(), sums.samples());
        long combined = System.nanoTime();

        TaskResult slowest = job.results.stream()
                .max(Comparator.comparingLong(result -> result.fetchNanos + result.computeNanos))
                .orElseThrow();
        BatchMean.Timing timing = new BatchMean.Timing(
                NANOS * (job.sent - start + slowest.fetchNanos),
                NANOS * slowest.computeNanos,
                NANOS * (job.gathered - job.sent - slowest.fetchNanos - slowest.computeNanos),
                NANOS * (combined - job.gathered));
        return new BatchMean(
                sums.samples(),
                sums.lossSum() / sums.samples(),
                sums.gradientSum(),
                sums.bufferSum(),
                sums.sampleLosses(),
                timing);
    }

    @Override
    public double lossMean(long step, float[] parameters, float[] buffers) {
        ShardSums sums = ShardSums.unchecked(
                computation.schedule(), run(step, parameters, buffers, true).subtrees());
        return sums.lossSum() / sums.samples();
    }

    private Job run(long step, float[] parameters, float[] buffers, boolean lossAlone) {
        Weights weights = new Weights(new FloatVector(parameters), new FloatVector(buffers));
        boolean sameJvm = spark.sc().isLocal();
        Broadcast<Weights> broadcast = sameJvm ? null : spark.broadcast(weights);
        Handover handover = new Handover(weights, new ConcurrentHashMap<>());
        long sent = System.nanoTime();
        Collection<TaskResult> results;
        try {
            if (sameJvm) {
                IN_THIS_JVM.put(id, handover);
            }
            results = shards.of(computation.schedule().epoch(step))
                    .mapPartitions(new Task(id, computation, broadcast, step, lossAlone))
                    .collect();
        } finally {
            if (sameJvm) {
                IN_THIS_JVM.remove(id);
            } else {
                broadcast.destroy();
            }
        }
        return new Job(sameJvm ? handover.results.values() : results, sent, System.nanoTime());
    }

    @Override
    public void close() {
        shards.unpersist();
    }

    /** What executors need of a step. */
    @DefaultSerializer(JavaSerializer.class)
    private record Weights(FloatVector parameters, FloatVector buffers) implements Serializable {}

    /** What a task returns. */
    @DefaultSerializer(JavaSerializer.class)
    private record TaskResult(List<ShardSums> subtrees, long fetchNanos, long computeNanos) implements Serializable {}

    /** What came back, when the weights were sent and when all was there. */
    private record Job(Collection<TaskResult> results, long sent, long gathered) {
        List<ShardSums> subtrees() {
            return results.stream()
                    .flatMap(result -> result.subtrees().stream())
                    .toList();
        }
    }

    /** What driver and tasks of one JVM share in a step; results by the first shard of their task. */
    private record Handover(Weights weights, Map<Integer, TaskResult> results) {}

    /** One task of a step; without a broadcast it runs in the driver's JVM. */
    private record Task(
            String reduction, ShardComputation computation, Broadcast<Weights> broadcast, long step, boolean lossAlone)
            implements FlatMapFunction<Iterator<ShardBlock>, TaskResult> {

        @Override
        public Iterator<TaskResult> call(Iterator<ShardBlock> iterator) {
            long start = System.nanoTime();
            Handover handover = IN_THIS_JVM.get(reduction);
            Weights weights = broadcast == null ? handover.weights() : broadcast.value();
            float[] parameters = weights.parameters().values();
            float[] buffers = weights.buffers().values();
            long fetched = System.nanoTime();
            Map<Integer, ShardBlock> blocks = new HashMap<>();
            iterator.forEachRemaining(block -> blocks.put(block.index(), block));
            int from = Collections.min(blocks.keySet());
            ShardTree tree = new ShardTree(computation.schedule().shards());
            List<ShardSums> subtrees = computation.withModel(
                    parameters,
                    buffers,
                    model -> ShardSums.maximalSubtrees(
                            tree,
                            from,
                            from + blocks.size(),
                            shard -> lossAlone
                                    ? computation.lossSum(model, blocks.get(shard), step)
                                    : computation.sums(model, blocks.get(shard), step)));
            TaskResult result = new TaskResult(subtrees, fetched - start, System.nanoTime() - fetched);
            if (broadcast != null) {
                return List.of(result).iterator();
            }
            handover.results().put(from, result);
            return Collections.emptyIterator();
        }
    }
}
