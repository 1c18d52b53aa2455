package io.aligspark.job.train;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.RunConfig.Train;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.PackedSamples;

/**
 * The training samples on the cluster, and what computes their loss and gradient. Driver.
 *
 * @param packed shards and validation blocks
 * @param computation of one shard
 */
public record TrainingData(PackedSamples.Training packed, ShardComputation computation) implements AutoCloseable {

    /** Reads, splits and packs the training samples on a cluster that has started. */
    public static TrainingData load(Cluster cluster, RunConfig config) {
        return load(cluster, config, cluster.slots());
    }

    /** The same samples for another number of task slots. */
    TrainingData forSlots(int slots, Cluster cluster, RunConfig config) {
        int tasks = Math.min(slots, packed.schedule().shards());
        if (tasks == packed.shards().tasks()) {
            return this;
        }
        close();
        return load(cluster, config, slots);
    }

    private static TrainingData load(Cluster cluster, RunConfig config, int slots) {
        SampleSet samples = SampleReader.read(
                cluster.context(), config.data(), config.data().train());
        requireShardsThatFit(config.train(), samples.decoder().sampleLength());
        PackedSamples.Training packed = PackedSamples.training(
                samples,
                config.data().validation(),
                config.train().batchSize(),
                config.train().shardSize(),
                config.train().seed(),
                config.train().reshuffle() == Train.Reshuffle.EPOCH,
                slots);
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                samples.decoder(),
                packed.schedule(),
                !config.optimizer().sampleMemoryNames().isEmpty());
        return new TrainingData(packed, computation);
    }

    private static void requireShardsThatFit(Train train, int sampleLength) {
        int samples = Math.min(train.batchSize(), train.shardSize());
        if ((long) samples * sampleLength > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a shard of " + samples + " samples of " + sampleLength
                    + " values must have at most " + Integer.MAX_VALUE + " values: choose a smaller train.shard-size");
        }
    }

    /** Frees the executors' memory. */
    @Override
    public void close() {
        packed.shards().unpersist();
        packed.validation().unpersist();
    }
}
