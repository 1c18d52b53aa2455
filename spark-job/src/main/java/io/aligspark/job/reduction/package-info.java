/**
 * From a batch to its mean loss and gradient: batches cut into logical shards, shards computed on executors, their sums
 * added along one fixed tree. The result has the same bits for any number of executors.
 */
package io.aligspark.job.reduction;
