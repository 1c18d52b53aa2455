package io.aligspark.job.shards;

import org.apache.spark.api.java.JavaRDD;

/** The packed training samples of every epoch, one {@link ShardBlock} per logical shard. Driver. */
public interface EpochShards {

    /**
     * Those of an epoch, in ascending order over the partitions; a partition holds those of one task. Persisted, until
     * another epoch is asked for.
     *
     * @param epoch counted from 1
     */
    JavaRDD<ShardBlock> of(int epoch);

    /** Number of partitions. */
    int tasks();

    /** Frees the executors' memory. */
    void unpersist();

    /** The same in every epoch. */
    record Unmoved(JavaRDD<ShardBlock> shards) implements EpochShards {
        @Override
        public JavaRDD<ShardBlock> of(int epoch) {
            return shards;
        }

        @Override
        public int tasks() {
            return shards.getNumPartitions();
        }

        @Override
        public void unpersist() {
            shards.unpersist();
        }
    }
}
