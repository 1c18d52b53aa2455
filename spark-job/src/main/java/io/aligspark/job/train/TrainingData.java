package io.aligspark.job.train;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.SampleReader;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.reduction.PackedSamples;
import io.aligspark.job.reduction.ShardComputation;

/**
 * The training samples on the cluster, and what computes their loss and gradient. Driver.
 *
 * @param packed shards and validation blocks
 * @param computation of one shard
 */
record TrainingData(PackedSamples.Training packed, ShardComputation computation) implements AutoCloseable {

    /** Reads, splits and packs the training samples on a cluster that has started. */
    static TrainingData load(Cluster cluster, RunConfig config) {
        SampleSet samples = SampleReader.read(
                cluster.session(), config.data(), config.data().train());
        PackedSamples.Training packed = PackedSamples.training(
                samples,
                config.data().validation(),
                config.train().batchSize(),
                config.train().shardSize(),
                config.train().seed(),
                cluster.slots());
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.network(),
                config.loss(),
                samples.decoder(),
                packed.schedule(),
                !config.optimizer().sampleMemoryNames().isEmpty());
        return new TrainingData(packed, computation);
    }

    /** Frees the executors' memory. */
    @Override
    public void close() {
        packed.shards().unpersist();
        packed.validation().unpersist();
    }
}
