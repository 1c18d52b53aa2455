package io.aligspark.job.doctor;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.session.Cluster;
import java.util.List;

/** Task slots against the logical shards of a batch. */
record SlotsCheck(RunConfig.Train train, Cluster cluster) implements Check {
    @Override
    public List<Finding> run() {
        int slots = cluster.slots();
        int shards = (train.batchSize() + train.shardSize() - 1) / train.shardSize();
        String what = slots + " task slots for " + shards + " logical shards a batch";
        return List.of(
                slots <= shards
                        ? Finding.ok(what)
                        : Finding.warning(
                                what + ", so " + (slots - shards) + " slots stay idle",
                                "a smaller train.shard-size (now " + train.shardSize()
                                        + ") or a larger train.batch-size would use them"));
    }
}
