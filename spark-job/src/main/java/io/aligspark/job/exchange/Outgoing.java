package io.aligspark.job.exchange;

import io.aligspark.networks.Precision;

/**
 * Floats to be sent, read from the caller's array, which must not change before the receiver has them.
 *
 * @param precision of the values, which must have no more bits
 * @param values the array, or null for "nothing to add": a sub-tree without samples
 * @param from first element
 * @param length number of elements, at least 1
 */
record Outgoing(Tag tag, Precision precision, float[] values, int from, int length) {}
