package io.aligspark.job.shards;

import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import java.io.Serializable;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
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
     * @param shards one {@link ShardBlock} per logical shard and epoch; a partition holds those of one task
     * @param validation blocks of the samples held out
     * @param validationSamples how many there are; may be 0
     * @param skipped records
     */
    public record Training(
            BatchSchedule schedule,
            EpochShards shards,
            JavaRDD<ShardBlock> validation,
            int validationSamples,
            BadRecords skipped) {

        /** With validation samples of another set. */
        public Training withValidation(Blocks blocks) {
            validation.unpersist();
            return new Training(schedule, shards, blocks.blocks, blocks.samples, skipped);
        }
    }

    /**
     * The samples of a set for evaluation.
     *
     * @param blocks of samples
     * @param samples how many there are
     * @param skipped records
     */
    public record Blocks(JavaRDD<ShardBlock> blocks, int samples, BadRecords skipped) {}

    /**
     * Splits a set into validation and training samples and packs both.
     *
     * @param validation how many are held out
     * @param reshuffle whether samples move between shards from epoch to epoch
     * @param slots tasks that run at a time
     * @throws IllegalArgumentException if no training sample is left, or none is held out although the share is positive
     */
    public static Training training(
            SampleSet set,
            Validation validation,
            int batchSize,
            int shardSize,
            long seed,
            boolean reshuffle,
            int slots) {
        JavaRDD<Sample> all = set.samples().persist(StorageLevel.MEMORY_AND_DISK());
        try {
            BadRecords skipped = BadRecords.skipped(set, all);
            JavaRDD<Sample> samples = all.filter(sample -> !sample.isBad());
            long[] keys = SampleAssignment.sortedKeys(samples, seed);
            int validationSamples = validation.of(keys.length);
            BatchSchedule schedule = new BatchSchedule(keys.length - validationSamples, batchSize, shardSize, seed);
            int[] blocks = blockSizes(validationSamples, set.decoder().sampleLength());
            int[] shards = IntStream.range(0, schedule.shards())
                    .map(schedule::shardSamples)
                    .toArray();
            int[] sizes =
                    IntStream.concat(IntStream.of(blocks), IntStream.of(shards)).toArray();
            Packer packer = new Packer(seed, SampleAssignment.of(keys, sizes));
            int tasks = Math.max(1, Math.min(slots, shards.length));
            int[] first = ShardAssignment.of(shards.length, tasks).first();
            JavaRDD<ShardBlock> packedShards = packer.pack(samples, blocks.length, first)
                    .persist(reshuffle ? StorageLevel.DISK_ONLY() : StorageLevel.MEMORY_AND_DISK());
            JavaRDD<ShardBlock> packedBlocks = packer.pack(samples, 0, GroupRanges.evenly(blocks.length, slots))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            // Packs now, while the samples are at hand.
            packedShards.count();
            packedBlocks.count();
            EpochShards epochs = reshuffle
                    ? new ReshuffledShards(schedule, packedShards, first)
                    : new EpochShards.Unmoved(packedShards);
            return new Training(schedule, epochs, packedBlocks, validationSamples, skipped);
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
            int[] blocks = blockSizes(keys.length, set.decoder().sampleLength());
            JavaRDD<ShardBlock> packed = new Packer(0, SampleAssignment.of(keys, blocks))
                    .pack(samples, 0, GroupRanges.evenly(blocks.length, slots))
                    .persist(StorageLevel.MEMORY_AND_DISK());
            packed.count();
            return new Blocks(packed, keys.length, skipped);
        } finally {
            // Waits, since a session that stops meanwhile prints a stack trace.
            all.unpersist(true);
        }
    }

    /** Smaller ones only where those samples would not fit into one array. */
    private static int[] blockSizes(int samples, int sampleLength) {
        int block = Math.max(1, Math.min(EVALUATION_BLOCK, Integer.MAX_VALUE / Math.max(1, sampleLength)));
        int[] sizes = new int[BatchSchedule.ceilDiv(samples, block)];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = Math.min(block, samples - i * block);
        }
        return sizes;
    }

    /** Packs samples by group. */
    private record Packer(long seed, SampleAssignment assignment) implements Serializable {

        /**
         * Some groups, counted from the first of them.
         *
         * @param first group of each task, and their number at the end
         */
        JavaRDD<ShardBlock> pack(JavaRDD<Sample> samples, int firstGroup, int[] first) {
            int groups = first[first.length - 1];
            return samples.mapToPair(sample ->
                            new Tuple2<>(assignment.group(SampleAssignment.key(seed, sample)) - firstGroup, sample))
                    .filter(pair -> pair._1 >= 0 && pair._1 < groups)
                    .partitionBy(new GroupRanges(first))
                    .mapPartitionsWithIndex(
                            (task, pairs) -> {
                                List<List<Sample>> byGroup = GroupRanges.gather(first, task, pairs);
                                return IntStream.range(0, byGroup.size())
                                        .mapToObj(i -> block(first[task] + i, firstGroup, byGroup.get(i)))
                                        .iterator();
                            },
                            true);
        }

        private ShardBlock block(int index, int firstGroup, List<Sample> samples) {
            samples.sort(Comparator.comparingLong(sample -> SampleAssignment.key(seed, sample)));
            int numbers = samples.isEmpty() ? 0 : samples.get(0).target().length;
            float[] targets = new float[Math.multiplyExact(numbers, samples.size())];
            for (int i = 0; i < samples.size(); i++) {
                System.arraycopy(samples.get(i).target(), 0, targets, i * numbers, numbers);
            }
            int[] starts = assignment.starts();
            int place = starts.length == 0 ? 0 : starts[firstGroup + index] - starts[firstGroup];
            return new ShardBlock(
                    index,
                    samples.stream().mapToLong(Sample::id).toArray(),
                    IntStream.range(place, place + samples.size()).toArray(),
                    samples.stream().map(Sample::features).toArray(byte[][]::new),
                    targets);
        }
    }
}
