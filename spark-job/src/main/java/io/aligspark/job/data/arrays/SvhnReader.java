package io.aligspark.job.data.arrays;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.images.PixelDecoder;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The cropped digits of SVHN: MATLAB version 5 files with the pixels {@code X} [row, column, channel, sample] and the
 * digits {@code y}, in which 10 stands for 0. One task reads a file.
 */
public record SvhnReader(HadoopConf hadoop, List<BinaryFile> files, Labels labels, BadRecordPolicy badRecords)
        implements Serializable {
    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        InputFiles input = InputFiles.find(context.hadoopConfiguration(), key, config.root(), source.samples());
        SvhnReader reader = new SvhnReader(
                new HadoopConf(context.hadoopConfiguration()),
                BinaryFile.check(context.hadoopConfiguration(), input),
                Labels.of(config.format(), config.classes(), config.labelValues()),
                config.badRecords());
        int tasks = input.files().size();
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        JavaRDD<Sample> samples = context.parallelize(numbers, tasks).flatMap(file -> new SvhnRecords(reader, file));
        return new SampleSet(samples, PixelDecoder.ofPixels(config));
    }
}
