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
 * @param hasOtherFiles whether there may be files that are no records
 * @param rows the samples, some perhaps with other ids: one of them is had without reading all
 */
public record SampleSet(
        JavaRDD<Sample> samples,
        SampleDecoder decoder,
        BadRecordPolicy policy,
        List<String> classNames,
        boolean hasOtherFiles,
        JavaRDD<Sample> rows) {

    /** A set whose samples have their ids as they are read. */
    public SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder, BadRecordPolicy policy, List<String> classNames) {
        this(samples, decoder, policy, classNames, false, samples);
    }

    /** A set whose reader stops at bad records. */
    public SampleSet(JavaRDD<Sample> samples, SampleDecoder decoder) {
        this(samples, decoder, BadRecordPolicy.STOP, List.of());
    }

    /** Of rows whose ids are hashes of their content, which copies share. */
    public static SampleSet ofRows(JavaRDD<Sample> rows, SampleDecoder decoder) {
        return new SampleSet(ContentIds.number(rows), decoder, BadRecordPolicy.STOP, List.of(), false, rows);
    }

    public SampleSet withPolicy(BadRecordPolicy other) {
        return new SampleSet(samples, decoder, other, classNames, hasOtherFiles, rows);
    }

    public SampleSet withOtherFiles() {
        return new SampleSet(samples, decoder, policy, classNames, true, rows);
    }

    public SampleSet withClassNames(List<String> names) {
        return new SampleSet(samples, decoder, policy, List.copyOf(names), hasOtherFiles, rows);
    }
}
