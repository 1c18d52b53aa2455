package io.aligspark.job.data.text;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.ContentIds;
import io.aligspark.job.data.DataConfig;
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
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Tuple2;

/**
 * Sparse rows in text. Not by Spark's data source, whose parser gives up at a bad row and does not tell which.
 *
 * <p>A row's id is its content ({@link ContentIds}).
 */
public record LibsvmReader(
        String key,
        HadoopConf hadoop,
        Map<String, Integer> fileIndex,
        int features,
        int firstIndex,
        Labels labels,
        BadRecordPolicy badRecords)
        implements Serializable {

    public static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        var hadoop = context.hadoopConfiguration();
        InputFiles input = InputFiles.find(hadoop, key, config.root(), source.samples());
        TextFiles.requireRow(hadoop, input, false, "blank lines and comments", LibsvmRows::isRow);
        Labels labels = Labels.of(config.format(), config.classes(), config.labelValues());
        LibsvmReader reader = new LibsvmReader(
                key,
                new HadoopConf(hadoop),
                TextFiles.fileIndex(input),
                config.sampleLength(),
                config.libsvm().firstIndex(),
                labels,
                config.badRecords());
        JavaRDD<Sample> rows = TextFiles.lines(context, input)
                .mapPartitionsWithInputSplit(
                        (split, lines) -> reader.rows(((FileSplit) split).getPath(), lines), false);
        return SampleSet.ofRows(rows, new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private Iterator<Sample> rows(Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new LibsvmRows(this, file, lines);
    }
}
