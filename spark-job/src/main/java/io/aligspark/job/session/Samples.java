package io.aligspark.job.session;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.api.java.JavaSparkContext;

/** The sets of a run, lazily; asked for again when a run goes on with other executors. Driver. */
public interface Samples {
    /** Those it learns from. */
    SampleSet training();

    /** Those it is validated on after each epoch, if they are not to be taken from the training set. */
    default Optional<SampleSet> validation() {
        return Optional.empty();
    }

    /** Those it is tested on at its end. */
    default Optional<SampleSet> test() {
        return Optional.empty();
    }

    /** Those in the files of a configuration. */
    static Function<JavaSparkContext, Samples> inFiles(DataConfig config) {
        return context -> new Samples() {
            @Override
            public SampleSet training() {
                return SampleReader.read(context, config, config.train());
            }

            @Override
            public Optional<SampleSet> test() {
                return Optional.ofNullable(config.test()).map(test -> SampleReader.read(context, config, test));
            }
        };
    }
}
