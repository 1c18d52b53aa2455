package io.aligspark.job.data;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.HashPartitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/**
 * Sparse rows, read by Spark's own data source.
 *
 * <p>That source tells neither file nor offset, so a row's id is a hash of its content. Copies of a row come together
 * in one sort by hash, where they are numbered; being equal, it does not matter which copy gets which number. Two
 * different rows with one hash get different ids, too, but which of them gets which may depend on the partitions:
 * for n rows the probability is n^2 / 2^65.
 */
record LibsvmReader(String key, HadoopConf hadoop, InputFiles input, int features, Labels labels)
        implements Serializable {

    static SampleSet read(SparkSession spark, DataConfig config, DataConfig.Source source, String key) {
        var hadoop = JavaSparkContext.fromSparkContext(spark.sparkContext()).hadoopConfiguration();
        InputFiles input = InputFiles.find(hadoop, key, config.root(), source.samples());
        TextFiles.requireRow(hadoop, input, false, "blank lines and comments", LibsvmFaults::isRow);
        Labels labels = Labels.of(config.format(), config.classes(), config.labelValues());
        var reader = new LibsvmReader(key, new HadoopConf(hadoop), input, config.sampleLength(), labels);
        JavaRDD<Row> rows = spark.read()
                .format("libsvm")
                .option("numFeatures", config.sampleLength())
                .load(input.path().toString())
                .toJavaRDD();
        return new SampleSet(reader.samples(rows), new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    private JavaRDD<Sample> samples(JavaRDD<Row> rows) {
        // Plain byte arrays, since Kryo (spark.serializer) cannot write records.
        JavaPairRDD<Long, byte[]> byHash = rows.mapPartitions(part -> new LibsvmRows(this, part))
                .mapToPair(row -> new Tuple2<>(Packing.hash(row), row));
        return byHash.repartitionAndSortWithinPartitions(new HashPartitioner(Math.max(1, rows.getNumPartitions())))
                .mapPartitions(NumberedSamples::new);
    }

    /** Packs label and features: one float each. */
    byte[] pack(Row row) {
        SparseVector vector = row.<Vector>getAs(1).toSparse();
        byte[] packed = new byte[Float.BYTES + features * Float.BYTES];
        float label = labels.ofNumber(row.getDouble(0));
        if (Float.isNaN(label)) {
            throw new IllegalArgumentException("label must be " + labels.rule() + ", but was " + row.getDouble(0));
        }
        Packing.putFloat(packed, 0, label);
        for (int i = 0; i < vector.indices().length; i++) {
            float value = (float) vector.values()[i];
            if (!Float.isFinite(value)) {
                throw new IllegalArgumentException("value must be finite, but was " + vector.values()[i]);
            }
            Packing.putFloat(packed, Float.BYTES + Float.BYTES * vector.indices()[i], value);
        }
        return packed;
    }

    /** Turns rows in the order of their hashes into samples with ids. */
    private static final class NumberedSamples implements Iterator<Sample> {
        private final Iterator<Tuple2<Long, byte[]>> rows;
        private long hash;
        private long occurrence = -1;

        NumberedSamples(Iterator<Tuple2<Long, byte[]>> rows) {
            this.rows = rows;
        }

        @Override
        public boolean hasNext() {
            return rows.hasNext();
        }

        @Override
        public Sample next() {
            Tuple2<Long, byte[]> row = rows.next();
            occurrence = occurrence >= 0 && row._1() == hash ? occurrence + 1 : 0;
            hash = row._1();
            byte[] packed = row._2();
            byte[] features = Arrays.copyOfRange(packed, Float.BYTES, packed.length);
            float[] target = {Packing.getFloat(packed, 0)};
            return new Sample(Packing.mix(hash ^ Packing.mix(occurrence)), target, features);
        }
    }
}
