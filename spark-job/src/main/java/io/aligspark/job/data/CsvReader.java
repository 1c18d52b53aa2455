package io.aligspark.job.data;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Rows of numbers and one label, one row a line: a quoted cell may not contain a line break, since a split may begin
 * at any line. Blank lines are skipped.
 *
 * @param key config key of the path
 * @param fileIndex index by path (without file system) in the sorted list of files
 */
record CsvReader(
        String key, HadoopConf hadoop, Map<String, Integer> fileIndex, DataConfig.Csv csv, int features, Labels labels)
        implements Serializable {

    private static final long MIN_SPLIT_BYTES = 1 << 20;

    static SampleSet read(SparkSession spark, DataConfig config, DataConfig.Source source, String key) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        InputFiles input = InputFiles.find(context.hadoopConfiguration(), key, config.root(), source.samples());
        TextFiles.requireRow(
                context.hadoopConfiguration(), input, config.csv().header(), "blank lines", line -> !line.isBlank());
        CsvReader reader = new CsvReader(
                key,
                new HadoopConf(context.hadoopConfiguration()),
                fileIndex(input),
                config.csv(),
                config.sampleLength(),
                Labels.of(config.format(), config.classes(), config.labelValues()));
        var lines = (JavaNewHadoopRDD<LongWritable, Text>) context.newAPIHadoopRDD(
                inputConfiguration(context, input), CsvInputFormat.class, LongWritable.class, Text.class);
        return new SampleSet(
                lines.mapPartitionsWithInputSplit(reader::rows, false),
                new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private Iterator<Sample> rows(InputSplit split, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new CsvRows(this, ((FileSplit) split).getPath(), lines);
    }

    private static Map<String, Integer> fileIndex(InputFiles input) {
        Map<String, Integer> index = new HashMap<>();
        for (Path file : input.files()) {
            index.put(file.toUri().getPath(), index.size());
        }
        return index;
    }

    // Enough splits to give every core one; the ids do not depend on them.
    private static Configuration inputConfiguration(JavaSparkContext context, InputFiles input) {
        try {
            Job job = Job.getInstance(context.hadoopConfiguration());
            FileInputFormat.setInputPaths(job, input.path());
            long even = input.bytes() / context.defaultParallelism() + 1;
            job.getConfiguration().setIfUnset(FileInputFormat.SPLIT_MAXSIZE, "" + Math.max(MIN_SPLIT_BYTES, even));
            return job.getConfiguration();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
