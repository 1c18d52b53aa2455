package io.aligspark.job.predict;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.tables.FeatureTable;
import io.aligspark.job.reduction.FloatVector;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.ModelFile;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What a network says about many samples, lazily: batches go through an engine of the executor; weights go there once. Driver.
 *
 * @param config of the network, its loss and its data
 * @param parameters {@code [p]}
 * @param buffers {@code [b]} running statistics
 */
public record Prediction(RunConfig config, Broadcast<FloatVector> parameters, Broadcast<FloatVector> buffers) {

    /** Of a model, on a Spark that runs. */
    public static Prediction of(JavaSparkContext spark, RunConfig config, ModelFile model) {
        return new Prediction(
                config,
                spark.broadcast(new FloatVector(model.parameters())),
                spark.broadcast(new FloatVector(model.buffers())));
    }

    /**
     * A table with the columns of the outcome behind its own.
     *
     * @throws io.aligspark.job.data.DataException if a column is missing
     */
    public Dataset<Row> of(Dataset<Row> table, VectorOutcome outcome) {
        return ofTable(table, outcome);
    }

    /** The same with other columns. */
    public Dataset<Row> of(Dataset<Row> table, NamedOutcome outcome) {
        return ofTable(table, outcome);
    }

    private Dataset<Row> ofTable(Dataset<Row> table, Outcome outcome) {
        FeatureTable features = FeatureTable.of(table, config.data());
        FeatureTable.Reader reader = features.reader();
        PredictedRows.Model model = model(reader.decoder());
        PredictedRows.Input<Row> input = new TableInput(reader);
        MapPartitionsFunction<Row, Row> rows = part -> new PredictedRows<>(model, part, input, outcome);
        return features.rows().mapPartitions(rows, Encoders.row(outcome.addTo(table.schema())));
    }

    /**
     * A row for each sample that is not bad: an id, its label, and the columns of the outcome.
     *
     * @param labels names of the classes; empty if a label is a value
     */
    public Dataset<Row> of(SparkSession spark, SampleSet samples, List<String> labels, NamedOutcome outcome) {
        StructType schema = new StructType()
                .add("id", DataTypes.LongType, false)
                .add("label", labels.isEmpty() ? DataTypes.DoubleType : DataTypes.StringType, false);
        PredictedRows.Model model = model(samples.decoder());
        PredictedRows.Input<Sample> input = new SampleInput(samples.decoder(), List.copyOf(labels));
        JavaRDD<Row> rows = samples.samples()
                .filter(sample -> !sample.isBad())
                .mapPartitions(part -> new PredictedRows<>(model, part, input, outcome));
        return spark.createDataFrame(rows, outcome.addTo(schema));
    }

    private record TableInput(FeatureTable.Reader reader) implements PredictedRows.Input<Row> {
        @Override
        public void read(Row row, float[] values, int offset) {
            reader.read(row, values, offset);
        }

        @Override
        public List<Object> columns(Row row) {
            List<Object> columns = new ArrayList<>(reader.from() + 4);
            for (int i = 0; i < reader.from(); i++) {
                columns.add(row.get(i));
            }
            return columns;
        }
    }

    private record SampleInput(SampleDecoder decoder, List<String> labels) implements PredictedRows.Input<Sample> {
        @Override
        public void read(Sample sample, float[] values, int offset) {
            decoder.decode(sample.features(), values, offset);
        }

        @Override
        public List<Object> columns(Sample sample) {
            float target = sample.target()[0];
            List<Object> columns = new ArrayList<>(6);
            columns.add(sample.id());
            columns.add(labels.isEmpty() ? (Object) (double) target : labels.get((int) target));
            return columns;
        }
    }

    private PredictedRows.Model model(SampleDecoder decoder) {
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                decoder,
                new BatchSchedule(1, 1, 1, 0),
                false);
        return new PredictedRows.Model(computation, parameters, buffers);
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
