package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.RunConfig.Train;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.Validation;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.PackedSamples;
import java.util.List;
import java.util.Optional;

/**
 * The training samples on the cluster, and what computes their loss and gradient. Driver.
 *
 * @param packed shards and validation blocks
 * @param computation of one shard
 * @param classNames of the classes, in their order, where the files name them; otherwise empty
 */
public record TrainingData(PackedSamples.Training packed, ShardComputation computation, List<String> classNames)
        implements AutoCloseable {

    /** Reads, splits and packs the training samples on a cluster that has started. */
    public static TrainingData load(Cluster cluster, RunConfig config, Samples samples) {
        return load(config, samples, cluster.slots());
    }

    /** The same samples for another number of task slots. */
    TrainingData forSlots(int slots, RunConfig config, Samples samples) {
        int tasks = Math.min(slots, packed.schedule().shards());
        if (tasks == packed.shards().tasks()) {
            return this;
        }
        close();
        return load(config, samples, slots);
    }

    private static TrainingData load(RunConfig config, Samples samples, int slots) {
        SampleSet training = samples.training();
        requireShardsThatFit(config.train(), training.decoder().sampleLength());
        Optional<SampleSet> validation = samples.validation();
        PackedSamples.Training packed = PackedSamples.training(
                training,
                validation.isPresent() ? new Validation(0, 0) : config.data().validation(),
                config.train().batchSize(),
                config.train().shardSize(),
                config.train().seed(),
                config.train().reshuffle() == Train.Reshuffle.EPOCH,
                slots);
        if (validation.isPresent()) {
            packed = packed.withValidation(PackedSamples.evaluation(validation.get(), slots));
        }
        if (config.train().patience() > 0 && packed.validationSamples() == 0) {
            throw new IllegalArgumentException(
                    "train.patience = " + config.train().patience()
                            + " expects validation samples, but there are none: set data.validation-fraction");
        }
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                training.decoder(),
                packed.schedule(),
                !config.optimizer().sampleMemoryNames().isEmpty());
        return new TrainingData(packed, computation, training.classNames());
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
