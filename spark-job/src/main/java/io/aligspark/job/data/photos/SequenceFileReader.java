package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.PhotoName;
import io.aligspark.job.data.files.TextFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CommonConfigurationKeys;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.BytesWritable;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.SequenceFileInputFormat;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Photos in Hadoop's SequenceFiles: keys are Texts of folder and name, {@code class/name.jpg}, values BytesWritables of
 * the files. Keys are read first, for the classes, then the photos; both on the executors, by splits.
 */
final class SequenceFileReader {
    private SequenceFileReader() {}

    static SampleSet read(JavaSparkContext context, DataConfig config, InputFiles input, int parallelism) {
        requireTypes(context.hadoopConfiguration(), input);
        JavaNewHadoopRDD<Text, BytesWritable> records = records(context, input, parallelism);
        String key = input.key();
        HadoopConf hadoop = new HadoopConf(context.hadoopConfiguration());
        TreeSet<String> folders = new TreeSet<>(records.mapPartitionsWithInputSplit(
                        (split, part) -> {
                            Path file = ((FileSplit) split).getPath();
                            check(hadoop.get(), key, (FileSplit) split);
                            TreeSet<String> found = new TreeSet<>();
                            while (hasNext(part, key, file)) {
                                found.add(name(part.next()._1(), key, file).folder());
                            }
                            return found.iterator();
                        },
                        false)
                .distinct()
                .collect());
        Map<String, Float> classes = ArchiveClasses.of(config, input, folders);
        Photos photos = Photos.of(config, key);
        return new SampleSet(
                        records.mapPartitionsWithInputSplit(
                                (split, part) -> samples(part, photos, classes, ((FileSplit) split).getPath()), false),
                        photos.sampleDecoder(config))
                .withClassNames(List.copyOf(folders));
    }

    private static Iterator<Sample> samples(
            Iterator<Tuple2<Text, BytesWritable>> records, Photos photos, Map<String, Float> classes, Path file) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return SequenceFileReader.hasNext(records, photos.key(), file);
            }

            @Override
            public Sample next() {
                Tuple2<Text, BytesWritable> record = records.next();
                PhotoName name = name(record._1(), photos.key(), file);
                String place = file + ", " + record._1();
                return ArchiveClasses.sample(photos, classes, name, record._2().copyBytes(), place);
            }
        };
    }

    private static PhotoName name(Text path, String key, Path file) {
        PhotoName name;
        try {
            name = PhotoName.of(path.toString(), "");
        } catch (IllegalArgumentException e) {
            throw new DataException(key + ": " + file + ": " + e.getMessage(), e);
        }
        if (name.folder().isEmpty()) {
            throw new DataException(key + ": " + file + ": expected keys such as \"class/name.jpg\", but found "
                    + DataException.quote(path.toString()));
        }
        return name;
    }

    private static boolean hasNext(Iterator<?> records, String key, Path file) {
        try {
            return TextFiles.hasNext(records, key, file);
        } catch (DataException e) {
            throw e;
        } catch (RuntimeException e) {
            // What Hadoop throws on damaged files.
            throw unreadable(key, file, e);
        }
    }

    private static JavaNewHadoopRDD<Text, BytesWritable> records(
            JavaSparkContext context, InputFiles input, int parallelism) {
        try {
            Job job = Job.getInstance(context.hadoopConfiguration());
            FileInputFormat.setInputPaths(job, input.path());
            long even = Math.max(1, input.bytes() / parallelism);
            job.getConfiguration()
                    .set(CommonConfigurationKeys.IO_SERIALIZATIONS_KEY, PhotoSerialization.class.getName());
            job.getConfiguration().setIfUnset(FileInputFormat.SPLIT_MAXSIZE, "" + even);
            @SuppressWarnings("unchecked")
            Class<SequenceFileInputFormat<Text, BytesWritable>> format =
                    (Class<SequenceFileInputFormat<Text, BytesWritable>>) (Class<?>) SequenceFileInputFormat.class;
            return (JavaNewHadoopRDD<Text, BytesWritable>)
                    context.newAPIHadoopRDD(job.getConfiguration(), format, Text.class, BytesWritable.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireTypes(Configuration configuration, InputFiles input) {
        List<String> expected = List.of(Text.class.getName(), BytesWritable.class.getName());
        for (Path file : input.files()) {
            try {
                List<String> found =
                        SequenceFileCheck.ofHeader(configuration, file).types();
                if (!found.equals(expected)) {
                    throw new DataException(input.key() + ": " + file + ": expected keys and values of types "
                            + expected + ", but found " + found);
                }
                new SequenceFile.Reader(configuration, SequenceFile.Reader.file(file)).close();
            } catch (DataException e) {
                throw e;
            } catch (IOException | RuntimeException e) {
                throw unreadable(input.key(), file, e);
            }
        }
    }

    private static void check(Configuration configuration, String key, FileSplit split) {
        Path file = split.getPath();
        try {
            SequenceFileCheck.ofHeader(configuration, file)
                    .walk(configuration, file, split.getStart(), split.getStart() + split.getLength());
        } catch (IOException | RuntimeException e) {
            throw unreadable(key, file, e);
        }
    }

    private static DataException unreadable(String key, Path file, Exception e) {
        return new DataException(key + ": " + file + " cannot be read as a SequenceFile: " + e.getMessage(), e);
    }
}
