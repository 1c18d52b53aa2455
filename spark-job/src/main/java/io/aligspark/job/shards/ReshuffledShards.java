package io.aligspark.job.shards;

import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.io.Serializable;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Training samples that move between shards: each epoch has an order of all samples of its own, keyed by (seed, epoch),
 * and cuts it into shards. One shuffle of Spark's at the start of each; the shards of one epoch are in memory at a time.
 * Driver.
 */
final class ReshuffledShards implements EpochShards {
    private final BatchSchedule schedule;
    private final JavaRDD<ShardBlock> samples;
    private final int[] first;
    private int epoch;
    private JavaRDD<ShardBlock> current;

    /**
     * Moves the samples of some blocks.
     *
     * @param samples of the training set, each once; kept on disk
     * @param first shard of each task, and the number of shards at the end
     */
    ReshuffledShards(BatchSchedule schedule, JavaRDD<ShardBlock> samples, int[] first) {
        this.schedule = schedule;
        this.samples = samples;
        this.first = first;
    }

    @Override
    public synchronized JavaRDD<ShardBlock> of(int wanted) {
        if (current == null || wanted != epoch) {
            if (current != null) {
                drop(true);
            }
            current = packed(wanted);
            epoch = wanted;
            current.count();
        }
        return current;
    }

    /** With the files of its shuffle, which would else stay until the driver's memory fills up. */
    private void drop(boolean wait) {
        current.unpersist(wait);
        current.rdd().cleanShuffleDependencies(wait);
    }

    private JavaRDD<ShardBlock> packed(int wanted) {
        // Locals: the functions below must not hold on to this.
        Order order = new Order(schedule.seed(), wanted);
        int[] firstShards = first;
        int[] sizes = IntStream.range(0, schedule.shards())
                .map(schedule::shardSamples)
                .toArray();
        SampleAssignment assignment = SampleAssignment.of(order.sortedKeys(schedule.samples()), sizes);
        return samples.flatMapToPair(block -> {
                    TreeMap<Integer, IntStream.Builder> byShard = new TreeMap<>();
                    for (int i = 0; i < block.size(); i++) {
                        int shard = assignment.group(order.key(block.places()[i]));
                        byShard.computeIfAbsent(shard, key -> IntStream.builder())
                                .add(i);
                    }
                    return byShard.entrySet().stream()
                            .map(part -> new Tuple2<>(
                                    part.getKey(),
                                    block.select(
                                            part.getKey(),
                                            part.getValue().build().toArray())))
                            .iterator();
                })
                .partitionBy(new GroupRanges(first))
                .mapPartitionsWithIndex(
                        (task, parts) -> {
                            List<List<ShardBlock>> byShard = GroupRanges.gather(firstShards, task, parts);
                            return IntStream.range(0, byShard.size())
                                    .mapToObj(i -> ShardBlock.merged(firstShards[task] + i, byShard.get(i), order::key))
                                    .iterator();
                        },
                        true)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    @Override
    public int tasks() {
        return first.length - 1;
    }

    @Override
    public synchronized void unpersist() {
        if (current != null) {
            drop(false);
            current = null;
        }
        samples.unpersist();
    }

    /** The order of an epoch: ascending keys. For different places they differ, since mixing is a bijection. */
    private record Order(long seed, int epoch) implements Serializable {
        long key(int place) {
            return KeyedRandom.key(seed, Purpose.RESHUFFLE, epoch, place);
        }

        long[] sortedKeys(int places) {
            return IntStream.range(0, places).mapToLong(this::key).sorted().toArray();
        }
    }
}
