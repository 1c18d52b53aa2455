package io.aligspark.job.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Rows of numbers and one label, one row a line: a quoted cell may not contain a line break, since a split may begin
 * at any line. Blank lines are skipped.
 *
 * @param key config key of the path
 * @param fileIndex index by path (without file system) in the sorted list of files
 */
record CsvReader(
        String key,
        HadoopConf hadoop,
        Map<String, Integer> fileIndex,
        DataConfig.Csv csv,
        int features,
        Labels labels,
        BadRecordPolicy badRecords)
        implements Serializable {

    static SampleSet read(JavaSparkContext context, DataConfig config, DataConfig.Source source, String key) {
        InputFiles input = InputFiles.find(context.hadoopConfiguration(), key, config.root(), source.samples());
        TextFiles.requireRow(
                context.hadoopConfiguration(), input, config.csv().header(), "blank lines", line -> !line.isBlank());
        CsvReader reader = new CsvReader(
                key,
                new HadoopConf(context.hadoopConfiguration()),
                TextFiles.fileIndex(input),
                config.csv(),
                config.sampleLength(),
                Labels.of(config.format(), config.classes(), config.labelValues()),
                config.badRecords());
        return new SampleSet(
                TextFiles.lines(context, input).mapPartitionsWithInputSplit(reader::rows, false),
                new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private Iterator<Sample> rows(InputSplit split, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new CsvRows(this, ((FileSplit) split).getPath(), lines);
    }
}
