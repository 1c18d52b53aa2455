/** Samples on the cluster: which belong to which logical shard, packed. */
package io.aligspark.job.shards;
