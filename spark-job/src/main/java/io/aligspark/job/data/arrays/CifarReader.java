package io.aligspark.job.data.arrays;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Rules;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.images.PixelDecoder;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The binary version of CIFAR, raw or gzip: records of a label (CIFAR-100: a coarse, then a fine one, which is used)
 * and 3,072 pixels [channel, row, column]. Raw files are read by ranges of records, a compressed one by one task.
 *
 * @param labelBytes bytes before the pixels; the last one is the label
 */
public record CifarReader(
        HadoopConf hadoop,
        List<BinaryFile> files,
        int labelBytes,
        Labels labels,
        List<Range> ranges,
        BadRecordPolicy badRecords)
        implements Serializable {

    private static final int CLASSES_WITH_COARSE_LABEL = 100;
    private static final long MAX_SPLIT_BYTES = 64 << 20;

    /**
     * What one task reads.
     *
     * @param end record after the last one; the largest integer stands for the end of the file
     */
    record Range(int file, long first, long end) implements Serializable {}

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        return read(context, config, source, key, context.defaultParallelism());
    }

    /** The same with at least so many tasks, if the files are raw and hold enough. */
    static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key, int parallelism) {
        InputFiles input = InputFiles.find(context.hadoopConfiguration(), key, config.root(), source.samples());
        int labelBytes = config.classes() == CLASSES_WITH_COARSE_LABEL ? 2 : 1;
        List<BinaryFile> files = BinaryFile.check(context.hadoopConfiguration(), input);
        CifarReader reader = new CifarReader(
                new HadoopConf(context.hadoopConfiguration()),
                files,
                labelBytes,
                Labels.of(config.format(), config.classes(), config.labelValues()),
                ranges(files, labelBytes + Rules.length(DataFormat.CIFAR_SHAPE), parallelism),
                config.badRecords());
        int tasks = reader.ranges.size();
        // Numbers, since Kryo (spark.serializer) cannot write records.
        List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
        JavaRDD<Sample> samples = context.parallelize(numbers, tasks).flatMap(reader::records);
        return new SampleSet(samples, PixelDecoder.ofPixels(config));
    }

    int recordBytes() {
        return labelBytes + Rules.length(DataFormat.CIFAR_SHAPE);
    }

    private Iterator<Sample> records(int range) {
        return new CifarRecords(this, ranges.get(range));
    }

    private static List<Range> ranges(List<BinaryFile> files, int recordBytes, int parallelism) {
        long bytes = files.stream().mapToLong(BinaryFile::bytes).sum();
        long even = Math.max(1, Math.min(bytes / parallelism, MAX_SPLIT_BYTES) / recordBytes);
        List<Range> ranges = new ArrayList<>();
        for (int file = 0; file < files.size(); file++) {
            if (files.get(file).gzip()) {
                ranges.add(new Range(file, 0, Long.MAX_VALUE));
                continue;
            }
            long records = files.get(file).bytes() / recordBytes;
            if (records * recordBytes != files.get(file).bytes()) {
                throw files.get(file)
                        .fault("expected records of " + recordBytes + " bytes (CIFAR-100 with data.classes = 100,"
                                + " otherwise CIFAR-10), but " + files.get(file).bytes() + " bytes are no multiple");
            }
            for (long first = 0; first < records; first += even) {
                ranges.add(new Range(file, first, Math.min(records, first + even)));
            }
        }
        return List.copyOf(ranges);
    }
}
