package io.aligspark.job.reduction;

import java.io.Serializable;

/**
 * The samples of one logical shard, or of one block for evaluation, packed. Persisted by Spark; only read.
 *
 * @param index of the shard or block
 * @param features packed samples, one after another
 * @param targets {@code [n, t]}
 * @param size number of samples n
 */
public record ShardBlock(int index, byte[] features, float[] targets, int size) implements Serializable {}
