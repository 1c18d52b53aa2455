package io.aligspark.job.data;

import org.apache.spark.api.java.JavaRDD;

/**
 * The samples of one source.
 *
 * @param samples lazy and not persisted; in no particular order, the ids are the order. With {@link
 *     BadRecordPolicy#skips} some may be {@link Sample#isBad bad}
 * @param decoder of their features
 * @param policy on bad records
 */
public record SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder, BadRecordPolicy policy) {

    /** A set whose reader stops at bad records. */
    public SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder) {
        this(samples, decoder, BadRecordPolicy.STOP);
    }

    SampleSet withPolicy(BadRecordPolicy other) {
        return new SampleSet(samples, decoder, other);
    }
}
