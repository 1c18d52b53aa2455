package io.aligspark.job.predict;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.tables.FeatureTable;
import io.aligspark.job.reduction.FloatVector;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.BatchSchedule;
import java.io.Serializable;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Adds what a network says to the rows of a table, lazily: batches of rows go through an engine of the executor. Driver.
 *
 * @param config of the network, its loss and the columns
 * @param parameters {@code [p]}
 * @param buffers {@code [b]} running statistics
 * @param columns that are added
 */
public record Prediction(
        RunConfig config, Broadcast<FloatVector> parameters, Broadcast<FloatVector> buffers, Columns columns) {

    /**
     * Names of the columns that are added; an empty one is left out.
     *
     * @param prediction class, or value: double
     * @param probability of each class: vector
     * @param raw logit of each class: vector
     * @param thresholds the class whose probability is the largest multiple of its threshold is predicted; none: the most
     *     probable
     */
    public record Columns(String prediction, String probability, String raw, double[] thresholds)
            implements Serializable {}

    /** With weights that go to the executors once. */
    public static Prediction of(
            JavaSparkContext spark, RunConfig config, float[] parameters, float[] buffers, Columns columns) {
        return new Prediction(
                config,
                spark.broadcast(new FloatVector(parameters)),
                spark.broadcast(new FloatVector(buffers)),
                columns);
    }

    /** The schema of a table with the columns. */
    public static StructType schema(StructType table, Columns columns, boolean onClasses) {
        StructType schema = table;
        if (onClasses && !columns.raw().isEmpty()) {
            schema = schema.add(columns.raw(), SQLDataTypes.VectorType(), false);
        }
        if (onClasses && !columns.probability().isEmpty()) {
            schema = schema.add(columns.probability(), SQLDataTypes.VectorType(), false);
        }
        return columns.prediction().isEmpty() ? schema : schema.add(columns.prediction(), DataTypes.DoubleType, false);
    }

    /**
     * The table with the columns.
     *
     * @throws io.aligspark.job.data.DataException if a column of features is missing
     */
    public Dataset<Row> of(Dataset<Row> table) {
        FeatureTable features = FeatureTable.of(table, config.data());
        boolean onClasses = config.loss().onClasses();
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                features.reader().decoder(),
                new BatchSchedule(1, 1, 1, 0),
                false);
        PredictedRows.Model model =
                new PredictedRows.Model(computation, features.reader(), parameters, buffers, columns, onClasses);
        MapPartitionsFunction<Row, Row> rows = part -> new PredictedRows(model, part);
        return features.rows().mapPartitions(rows, Encoders.row(schema(table.schema(), columns, onClasses)));
    }

    /** Probabilities of logits. */
    public static double[] softmax(double[] logits) {
        double largest = DoubleStream.of(logits).max().orElseThrow();
        double[] probabilities = new double[logits.length];
        double sum = 0;
        for (int k = 0; k < logits.length; k++) {
            probabilities[k] = StrictMath.exp(logits[k] - largest);
            sum += probabilities[k];
        }
        for (int k = 0; k < logits.length; k++) {
            probabilities[k] /= sum;
        }
        return probabilities;
    }
}
