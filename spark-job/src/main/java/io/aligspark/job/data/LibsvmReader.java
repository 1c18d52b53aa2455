package io.aligspark.job.data;

import java.io.Serializable;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Sparse rows, read by Spark's own data source.
 *
 * <p>That source tells neither file nor offset, so a row's id is its content ({@link ContentIds}).
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
        return ContentIds.number(rows.mapPartitions(part -> new LibsvmRows(this, part)));
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
}
