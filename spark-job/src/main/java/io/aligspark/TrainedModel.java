package io.aligspark;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.predict.Prediction;
import io.aligspark.job.predict.VectorOutcome;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.ModelEvaluation;
import io.aligspark.job.storage.ModelFile;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** A trained network with what it needs to know of its data. Immutable. Driver. */
public final class TrainedModel {
    private final SparkSession spark;
    private final TrainingConfig config;
    private final ModelEvaluation model;
    private final List<EpochResult> history;

    TrainedModel(
            SparkSession spark,
            TrainingConfig config,
            RunConfig run,
            float[] parameters,
            float[] buffers,
            List<EpochResult> history) {
        this(spark, config, new ModelEvaluation(run, new ModelFile(parameters, buffers)), history);
    }

    /**
     * Loads a model that {@link #save} or the command line wrote.
     *
     * @param path folder of a run, or of the model in it, on any Hadoop file system
     * @throws IllegalArgumentException if there is none or it is damaged
     */
    public static TrainedModel load(SparkSession spark, String path) {
        new Cluster(JavaSparkContext.fromSparkContext(spark.sparkContext()));
        return new TrainedModel(
                spark,
                TrainingConfig.of(ModelEvaluation.settings(path, List.of())),
                ModelEvaluation.of(path, List.of()),
                List.of());
    }

    private TrainedModel(SparkSession spark, TrainingConfig config, ModelEvaluation model, List<EpochResult> history) {
        this.spark = spark;
        this.config = config;
        this.model = model;
        this.history = List.copyOf(history);
    }

    /** The same with the epochs of its training. */
    public TrainedModel withHistory(List<EpochResult> epochs) {
        return new TrainedModel(spark, config, model, epochs);
    }

    /** Probabilities of logits. */
    public static double[] softmax(double[] logits) {
        return Prediction.softmax(logits);
    }

    /** The columns of features. */
    public String[] features() {
        return model.config().data().table().features().toArray(String[]::new);
    }

    /** What it was trained with. */
    public TrainingConfig config() {
        return config;
    }

    /** The epochs of its training; empty for a model that was loaded. */
    public List<EpochResult> history() {
        return history;
    }

    /** Whether it tells classes apart; otherwise it predicts values. */
    public boolean onClasses() {
        return model.config().loss().onClasses();
    }

    /** Number of classes; 0 if it predicts values. */
    public int classes() {
        return model.config().data().classes();
    }

    /** The labels of the classes, in their order, if they are texts; otherwise empty. */
    public List<String> labels() {
        return model.config().data().labelValues();
    }

    /** Identity of the weights: the command line prints the same. */
    public String sha256() {
        return model.sha256();
    }

    /** Number of parameters p. */
    public int parameters() {
        return model.model().parameters().length;
    }

    /**
     * The table with the columns {@code rawPrediction}, {@code probability} (vectors, for classes) and {@code prediction}
     * (double), lazily.
     *
     * @param table with the columns of features; no label is needed
     * @throws IllegalArgumentException if one is missing
     */
    public Dataset<Row> transform(Dataset<Row> table) {
        return transform(table, "prediction", "probability", "rawPrediction");
    }

    /**
     * The same with other names; a column with an empty one is left out.
     *
     * @param thresholds one a class, or none: the class whose probability is the largest multiple of its threshold is predicted
     */
    public Dataset<Row> transform(
            Dataset<Row> table, String prediction, String probability, String rawPrediction, double... thresholds) {
        VectorOutcome outcome = new VectorOutcome(onClasses(), prediction, probability, rawPrediction, thresholds);
        return Prediction.of(context(), model.config(), model.model()).of(table, outcome);
    }

    /**
     * What the network says about one sample, computed here.
     *
     * @param features in c order of {@code data.shape}, as they stand in a table
     * @return logit of each class, or the value
     */
    public float[] predict(float[] features) {
        return model.predict(features);
    }

    /**
     * Evaluates on the rows of a table, which have labels.
     *
     * @throws IllegalArgumentException if a column is missing, or a row is not usable
     */
    public EvaluationResult evaluate(Dataset<Row> table) {
        Cluster cluster = new Cluster(context());
        try {
            Evaluation found = model.run(
                    cluster, SampleReader.ofTable(table, model.config().data()), new Events() {});
            return new EvaluationResult(found.samples(), found.lossMean(), found.accuracy(), found.topKAccuracy());
        } catch (Exception e) {
            throw Failures.of(e);
        } finally {
            cluster.closeEngines();
        }
    }

    /**
     * Writes a folder that {@link #load} and the command line read.
     *
     * @param path on any Hadoop file system
     * @throws IllegalArgumentException if there is something
     */
    public void save(String path) {
        model.save(path, config.settings());
    }

    /** Writes the tensors to a file of safetensors, under PyTorch's names. */
    public void export(String path) {
        model.export(path);
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }
}
