package io.aligspark.job.data;

import org.apache.spark.api.java.JavaRDD;

/**
 * The samples of one source.
 *
 * @param samples lazy and not persisted; in no particular order, the ids are the order
 * @param decoder of their features
 */
public record SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder) {}
