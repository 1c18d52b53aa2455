package io.aligspark.job.data.arrays;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.images.PixelDecoder;
import java.io.Serializable;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * Images and labels of the MNIST family, raw or gzip. Raw images are read by ranges of records, compressed ones by one
 * task.
 */
public record IdxReader(HadoopConf hadoop, IdxFile images, IdxFile labels, Labels classes, BadRecordPolicy badRecords)
        implements Serializable {
    private static final long MAX_SPLIT_BYTES = 64 << 20;

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        return read(context, config, source, key, context.defaultParallelism());
    }

    /** The same with at least so many tasks, if the images are raw and enough. */
    static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key, int parallelism) {
        IdxReader reader = open(context.hadoopConfiguration(), config, source, key);
        int splits = reader.splits(parallelism);
        // Numbers, since Kryo (spark.serializer) cannot write records.
        List<Integer> numbers = IntStream.range(0, splits).boxed().toList();
        JavaRDD<Sample> samples = context.parallelize(numbers, splits).flatMap(i -> reader.records(i, splits));
        return new SampleSet(samples, PixelDecoder.ofPixels(config));
    }

    private static IdxReader open(Configuration configuration, DataConfig config, DataSource source, String key) {
        var imageInput = InputFiles.find(configuration, key + ".samples", config.root(), source.samples());
        var labelInput = InputFiles.find(configuration, key + ".labels", config.root(), source.labels());
        IdxFile images = IdxFile.check(configuration, imageInput, "images", List.of(3, 4));
        IdxFile labels = IdxFile.check(configuration, labelInput, "labels", List.of(1));
        if (!fits(images.recordSizes(), config)) {
            throw images.file()
                    .fault("expected samples of data.shape " + config.shape() + ", but found " + images.recordSizes());
        }
        if (images.count() != labels.count()) {
            throw labels.file()
                    .fault("expected a label for each of the " + images.count() + " images in "
                            + images.file().path() + ", but found " + labels.count());
        }
        Labels classes = Labels.of(config.format(), config.classes(), config.labelValues());
        return new IdxReader(new HadoopConf(configuration), images, labels, classes, config.badRecords());
    }

    // Equal, flat, or without the one channel.
    private static boolean fits(List<Integer> sizes, DataConfig config) {
        List<Integer> shape = config.shape();
        return shape.equals(sizes)
                || (shape.size() == 3
                        && shape.get(0) == 1
                        && shape.subList(1, 3).equals(sizes))
                || (shape.size() == 1
                        && sizes.stream().mapToInt(size -> size).reduce(1, Math::multiplyExact) == shape.get(0));
    }

    private int splits(int parallelism) {
        long bySize = ((long) images.count() * images.recordBytes() + MAX_SPLIT_BYTES - 1) / MAX_SPLIT_BYTES;
        return images.file().gzip() ? 1 : (int) Math.min(images.count(), Math.max(parallelism, bySize));
    }

    private Iterator<Sample> records(int split, int splits) {
        long count = images.count();
        return new IdxRecords(this, (int) (split * count / splits), (int) ((split + 1) * count / splits));
    }
}
