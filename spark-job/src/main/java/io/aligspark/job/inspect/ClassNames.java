package io.aligspark.job.inspect;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import java.util.List;
import java.util.stream.IntStream;

/** What people call the classes. */
final class ClassNames {
    private static final List<String> CIFAR_10 =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");
    private static final List<String> SNLI = List.of("entailment", "neutral", "contradiction");

    private ClassNames() {}

    /**
     * A name per class: of the configuration, else of the files, else its number.
     *
     * @param ofFiles folders of images; empty if the files name none
     */
    static List<String> of(DataConfig data, List<String> ofFiles) {
        if (!data.labelValues().isEmpty()) {
            return data.labelValues();
        }
        if (!ofFiles.isEmpty()) {
            return ofFiles;
        }
        if (data.format() == DataFormat.CIFAR && data.classes() == CIFAR_10.size()) {
            return CIFAR_10;
        }
        return data.format() == DataFormat.SNLI
                ? SNLI
                : IntStream.range(0, data.classes()).mapToObj(String::valueOf).toList();
    }
}
