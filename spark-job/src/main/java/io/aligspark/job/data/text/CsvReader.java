package io.aligspark.job.data.text;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.Labels;
import io.aligspark.job.data.NormalisingDecoder;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Rows of numbers and one label, one row a line: a quoted cell may not contain a line break, since a split may begin
 * at any line. Blank lines are skipped. All files must have the same header, if they have one.
 *
 * @param key config key of the path
 * @param fileIndex index by path (without file system) in the sorted list of files
 */
public record CsvReader(
        String key,
        HadoopConf hadoop,
        Map<String, Integer> fileIndex,
        CsvOptions csv,
        CsvColumns columns,
        Labels labels,
        BadRecordPolicy badRecords)
        implements Serializable {

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        InputFiles input = InputFiles.find(context.hadoopConfiguration(), key, config.root(), source.samples());
        TextFiles.requireRow(
                context.hadoopConfiguration(), input, config.csv().header(), "blank lines", line -> !line.isBlank());
        Optional<CsvHeader> header = header(context, config, input);
        CsvReader reader = new CsvReader(
                key,
                new HadoopConf(context.hadoopConfiguration()),
                TextFiles.fileIndex(input),
                config.csv(),
                CsvColumns.of(config, key, header),
                Labels.of(config.format(), config.classes(), config.labelValues()),
                config.badRecords());
        return new SampleSet(
                TextFiles.lines(context, input).mapPartitionsWithInputSplit(reader::rows, false),
                new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private static Optional<CsvHeader> header(JavaSparkContext context, DataConfig config, InputFiles input) {
        Configuration hadoop = context.hadoopConfiguration();
        char delimiter = config.csv().delimiter();
        if (!config.csv().header()) {
            return Optional.empty();
        }
        Optional<CsvHeader> header = CsvHeader.find(hadoop, input, delimiter);
        if (input.key().startsWith("data.test") && !config.csv().named()) {
            training(hadoop, config)
                    .ifPresent(training -> header.ifPresent(test -> test.requireNoOtherOrder(input.key(), training)));
        }
        return header;
    }

    /** Tests may go on where the training data are gone. */
    private static Optional<CsvHeader> training(Configuration hadoop, DataConfig config) {
        try {
            InputFiles input = InputFiles.find(
                    hadoop, "data.train.samples", config.root(), config.train().samples());
            return CsvHeader.find(hadoop, input, config.csv().delimiter());
        } catch (DataException e) {
            return Optional.empty();
        }
    }

    private Iterator<Sample> rows(InputSplit split, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new CsvRows(this, ((FileSplit) split).getPath(), lines);
    }
}
