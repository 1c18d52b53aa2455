package io.aligspark.job.session;

import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.shards.PackedSamples;

/**
 * Samples for evaluation on the cluster. Read before training, so that what is wrong with them shows then. Driver.
 *
 * @param packed blocks
 * @param decoder of their samples
 */
record TestData(PackedSamples.Blocks packed, SampleDecoder decoder) implements AutoCloseable {

    /** Packs a set on a cluster that has started. */
    static TestData load(Cluster cluster, SampleSet samples) {
        return new TestData(PackedSamples.evaluation(samples, cluster.slots()), samples.decoder());
    }

    /** Frees the executors' memory. */
    @Override
    public void close() {
        packed.blocks().unpersist();
    }
}
