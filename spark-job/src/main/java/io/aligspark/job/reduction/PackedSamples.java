package io.aligspark.job.reduction;

import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Samples on the cluster as packed blocks that Spark persists: one per logical shard for training, one per
 * {@link #EVALUATION_BLOCK} samples for evaluation. Made on the driver, lies on executors.
 */
public final class PackedSamples {
    /** Samples of a block for evaluation: fixed, so that sums over blocks have the same bits anywhere. */
    static final int EVALUATION_BLOCK = 256;

    private PackedSamples() {}

    /**
     * The samples of a training set.
     *
     * @param schedule of the training samples
     * @param shards one {@link ShardBlock} per logical shard; a partition holds those of one task
     * @param validation blocks of the samples held out
     * @param validationSamples how many there are; may be 0
     * @param skipped records
     */
    public record Training(
            BatchSchedule schedule,
            JavaRDD<ShardBlock> shards,
            JavaRDD<ShardBlock> validation,
            int validationSamples,
            BadRecords skipped) {}

    /**
     * The samples of a set for evaluation.
     *
     * @param blocks of samples
     * @param skipped records
     */
    public record Blocks(JavaRDD<ShardBlock> blocks, BadRecords skipped) {}

    /**
     * Splits a set into validation and training samples and packs both.
     *
     * @param validation how many are held out
     * @param slots tasks that run at a time
     * @throws IllegalArgumentException if no training sample is left, or none is held out although the share is positive
     */
    public static Training training(
            SampleSet set, Validation validation, int batchSize, int shardSize, long seed, int slots) {
        JavaRDD<Sample> all = set.samples().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            BadRecords skipped = BadRecords.skipped(set, all);
            JavaRDD<Sample> samples = all.filter(sample -> !sample.isBad());
            long[] keys = SampleAssignment.sortedKeys(samples, seed);
            int validationSamples = validation.of(keys.length);
            BatchSchedule schedule = new BatchSchedule(keys.length - validationSamples, batchSize, shardSize, seed);
            int[] blocks = blockSizes(validationSamples);
            int[] shards = IntStream.range(0, schedule.shards())
                    .map(schedule::shardSamples)
                    .toArray();
            int[] sizes =
                    IntStream.concat(IntStream.of(blocks), IntStream.of(shards)).toArray();
            SampleAssignment assignment = SampleAssignment.of(seed, keys, sizes);
            int tasks = Math.max(1, Math.min(slots, shards.length));
            JavaRDD<ShardBlock> packedShards = pack(
                    samples,
                    assignment,
                    blocks.length,
                    ShardAssignment.of(shards.length, tasks).first());
            JavaRDD<ShardBlock> packedBlocks = pack(samples, assignment, 0, evenly(blocks.length, slots));
            // Packs now, while the samples are at hand.
            packedShards.count();
            packedBlocks.count();
            return new Training(schedule, packedShards, packedBlocks, validationSamples, skipped);
        } finally {
            // Waits, since a session that stops meanwhile prints a stack trace.
            all.unpersist(true);
        }
    }

    /** Packs a set for evaluation only. */
    public static Blocks evaluation(SampleSet set, int slots) {
        JavaRDD<Sample> all = set.samples().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            BadRecords skipped = BadRecords.skipped(set, all);
            JavaRDD<Sample> samples = all.filter(sample -> !sample.isBad());
            long[] keys = SampleAssignment.sortedKeys(samples, 0);
            int[] blocks = blockSizes(keys.length);
            JavaRDD<ShardBlock> packed =
                    pack(samples, SampleAssignment.of(0, keys, blocks), 0, evenly(blocks.length, slots));
            packed.count();
            return new Blocks(packed, skipped);
        } finally {
            // Waits, since a session that stops meanwhile prints a stack trace.
            all.unpersist(true);
        }
    }

    private static int[] blockSizes(int samples) {
        int[] sizes = new int[BatchSchedule.ceilDiv(samples, EVALUATION_BLOCK)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.min(EVALUATION_BLOCK, samples - i * EVALUATION_BLOCK);
        }
        return sizes;
    }

    private static JavaRDD<ShardBlock> pack(
            JavaRDD<Sample> samples, SampleAssignment assignment, int firstGroup, int[] first) {
        Tasks tasks = new Tasks(first);
        int groups = first[first.length - 1];
        return samples.mapToPair(sample -> new Tuple2<>(assignment.group(assignment.key(sample)) - firstGroup, sample))
                .filter(pair -> pair._1 >= 0 && pair._1 < groups)
                .partitionBy(tasks)
                .mapPartitionsWithIndex(
                        (task, pairs) -> {
                            Map<Integer, List<Sample>> byGroup = new TreeMap<>();
                            for (int group = first[task]; group < first[task + 1]; group++) {
                                byGroup.put(group, new ArrayList<>());
                            }
                            pairs.forEachRemaining(pair -> byGroup.get(pair._1).add(pair._2));
                            Stream<ShardBlock> blocks = byGroup.entrySet().stream()
                                    .map(group -> block(group.getKey(), group.getValue(), assignment));
                            return blocks.iterator();
                        },
                        true)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static ShardBlock block(int index, List<Sample> samples, SampleAssignment assignment) {
        samples.sort(Comparator.comparingLong(assignment::key));
        int numbers = samples.isEmpty() ? 0 : samples.get(0).target().length;
        float[] targets = new float[Math.multiplyExact(numbers, samples.size())];
        for (int i = 0; i < samples.size(); i++) {
            System.arraycopy(samples.get(i).target(), 0, targets, i * numbers, numbers);
        }
        return new ShardBlock(
                index,
                samples.stream().mapToLong(Sample::id).toArray(),
                samples.stream().map(Sample::features).toArray(byte[][]::new),
                targets);
    }

    /** The first group of each task, and the number of groups at the end: ranges of nearly equal size. */
    private static int[] evenly(int groups, int slots) {
        int tasks = Math.max(1, Math.min(slots, groups));
        return IntStream.rangeClosed(0, tasks)
                .map(task -> (int) ((long) task * groups / tasks))
                .toArray();
    }

    /** Contiguous ranges of groups for tasks. */
    private static final class Tasks extends Partitioner {
        private static final long serialVersionUID = 1;
        private final int[] first;

        Tasks(int[] first) {
            this.first = first;
        }

        @Override
        public int numPartitions() {
            return first.length - 1;
        }

        @Override
        public int getPartition(Object group) {
            int found = Arrays.binarySearch(first, (int) group);
            return found >= 0 ? found : -found - 2;
        }
    }
}
