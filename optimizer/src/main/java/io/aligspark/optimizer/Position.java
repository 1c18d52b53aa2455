package io.aligspark.optimizer;

/**
 * Where training stands at an update.
 *
 * @param step number of the update, from 1
 * @param epoch the update belongs to, from 1
 * @param stepsPerEpoch updates of an epoch, at least 1
 */
public record Position(long step, int epoch, int stepsPerEpoch) {}
