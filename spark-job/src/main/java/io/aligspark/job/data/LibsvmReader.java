package io.aligspark.job.data;

import java.io.Serializable;
import java.util.Iterator;
import java.util.Map;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Sparse rows in text. Not by Spark's data source, whose parser gives up at a bad row and does not tell which.
 *
 * <p>A row's id is a hash of its content, so that files may be cut and ordered in any way. Copies of a row come together
 * in one sort by hash, where they are numbered; being equal, it does not matter which copy gets which number. Two
 * different rows with one hash get different ids, too, but which of them gets which may depend on the partitions:
 * for n rows the probability is n^2 / 2^65.
 */
record LibsvmReader(
        String key,
        HadoopConf hadoop,
        Map<String, Integer> fileIndex,
        int features,
        Labels labels,
        BadRecordPolicy badRecords)
        implements Serializable {

    static SampleSet read(SparkSession spark, DataConfig config, DataConfig.Source source, String key) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        var hadoop = context.hadoopConfiguration();
        InputFiles input = InputFiles.find(hadoop, key, config.root(), source.samples());
        TextFiles.requireRow(hadoop, input, false, "blank lines and comments", LibsvmRows::isRow);
        Labels labels = Labels.of(config.format(), config.classes(), config.labelValues());
        LibsvmReader reader = new LibsvmReader(
                key,
                new HadoopConf(hadoop),
                TextFiles.fileIndex(input),
                config.sampleLength(),
                labels,
                config.badRecords());
        JavaRDD<Sample> rows = TextFiles.lines(context, input)
                .mapPartitionsWithInputSplit(
                        (split, lines) -> reader.rows(((FileSplit) split).getPath(), lines), false);
        return new SampleSet(numbered(rows), new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private Iterator<Sample> rows(Path file, Iterator<Tuple2<LongWritable, Text>> lines) {
        return new LibsvmRows(this, file, lines);
    }

    /** Gives ids to rows that have their hash for one. */
    private static JavaRDD<Sample> numbered(JavaRDD<Sample> rows) {
        JavaPairRDD<Long, Sample> byHash = rows.mapToPair(row -> new Tuple2<>(row.id(), row));
        return byHash.repartitionAndSortWithinPartitions(new HashPartitioner(Math.max(1, rows.getNumPartitions())))
                .values()
                .mapPartitions(NumberedSamples::new);
    }

    /** Numbers the copies of a row, in the order of their hashes. */
    private static final class NumberedSamples implements Iterator<Sample> {
        private final Iterator<Sample> rows;
        private long hash;
        private long occurrence = -1;

        NumberedSamples(Iterator<Sample> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Sample next() {
            Sample row = rows.next();
            if (row.isBad()) {
                return row;
            }
            occurrence = occurrence >= 0 && row.id() == hash ? occurrence + 1 : 0;
            hash = row.id();
            return new Sample(Packing.mix(hash ^ Packing.mix(occurrence)), row.target(), row.features());
        }
    }
}
