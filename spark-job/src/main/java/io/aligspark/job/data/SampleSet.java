package io.aligspark.job.data;

import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/**
 * The samples of one source.
 *
 * @param samples lazy and not persisted; in no particular order, the ids are the order. With {@link
 *     BadRecordPolicy#skips} some may be {@link Sample#isBad bad}
 * @param decoder of their features
 * @param policy on bad records
 * @param classNames of the classes, in their order, where the files name them (folders of images); otherwise empty
 */
public record SampleSet(
        JavaRDD<Sample> samples, SampleDecoder decoder, BadRecordPolicy policy, List<String> classNames) {

    /** A set whose reader stops at bad records. */
    public SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder) {
        this(samples, decoder, BadRecordPolicy.STOP, List.of());
    }

    SampleSet withPolicy(BadRecordPolicy other) {
        return new SampleSet(samples, decoder, other, classNames);
    }

    SampleSet withClassNames(List<String> names) {
        return new SampleSet(samples, decoder, policy, List.copyOf(names));
    }
}
