package io.aligspark.job.reduction;

import java.io.Serializable;

/**
 * The samples of one logical shard, or of one block for evaluation. Persisted by Spark; only read.
 *
 * @param index of the shard or block
 * @param ids of the samples, by which they are augmented
 * @param features packed samples, of any length, in arrays of their own: together they may exceed the 2 GiB of one array
 * @param targets {@code [n, t]}
 */
public record ShardBlock(int index, long[] ids, byte[][] features, float[] targets) implements Serializable {

    /** Number of samples n. */
    public int size() {
        return ids.length;
    }
}
