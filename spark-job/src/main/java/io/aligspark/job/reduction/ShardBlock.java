package io.aligspark.job.reduction;

import java.io.Serializable;

/**
 * The samples of one logical shard, or of one block for evaluation, packed. Persisted by Spark; only read.
 *
 * @param index of the shard or block
 * @param features packed samples, one after another
 * @param labels {@code [n]}
 */
public record ShardBlock(int index, byte[] features, int[] labels) implements Serializable {}
