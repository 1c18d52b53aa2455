package io.aligspark.ml;

import io.aligspark.TrainedModel;
import io.aligspark.TrainingConfig;
import java.io.IOException;
import org.apache.spark.ml.classification.ProbabilisticClassifier;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a neural network that tells classes apart, with ALI-G: no learning-rate schedule is needed. An estimator of Spark ML as
 * its own classifiers are; {@code explainParams} lists its parameters. The label is a column of classes 0, 1, ... (StringIndexer
 * makes them of texts); weights of rows are not supported, so there is no {@code weightCol}.
 */
public final class AligClassifier extends ProbabilisticClassifier<Vector, AligClassifier, AligClassificationModel>
        implements AligEstimatorParams<AligClassifier>, MLWritable {
    private static final long serialVersionUID = 1;

    // Set while Spark's constructor runs: no initialiser.
    private String uid;
    private final transient AligParams aligParams;

    /** With defaults. */
    public AligClassifier() {
        aligParams = new AligParams(this, "cross-entropy", "cross-entropy, hinge, smoothed-hinge or top-k-entropy");
    }

    /** With defaults and an id. */
    public AligClassifier(String uid) {
        this(Uid.ready(uid));
    }

    private AligClassifier(Uid unused) {
        this();
    }

    /** What {@code save} wrote. */
    public static AligClassifier load(String path) {
        return read().load(path);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<AligClassifier> read() {
        return new StageReader<>(AligClassifier.class, AligClassifier::new);
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uid.take("alig_classifier");
        }
        return uid;
    }

    @Override
    public AligParams aligParams() {
        return aligParams;
    }

    @Override
    public AligClassifier self() {
        return this;
    }

    @Override
    public AligClassifier copy(ParamMap extra) {
        return copyValues(new AligClassifier(uid()), extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.requireLabel(schema, getLabelCol());
        aligParams.requireColumns(schema, getFeaturesCol());
        return Columns.withDouble(
                Columns.withVector(Columns.withVector(schema, getRawPredictionCol()), getProbabilityCol()),
                getPredictionCol());
    }

    @Override
    public AligClassificationModel train(Dataset<?> dataset) {
        Dataset<Row> rows = dataset.toDF();
        StructField label = rows.schema().apply(getLabelCol());
        TrainingConfig.Builder builder = aligParams.trainingConfig(getFeaturesCol(), getLabelCol()).toBuilder();
        int classes = Columns.classes(label);
        if (classes > 0) {
            builder.classes(classes);
        }
        TrainedModel trained = Fit.train(aligParams, builder.build(), rows);
        return new AligClassificationModel(uid(), trained, Columns.classNames(label));
    }

    @Override
    public MLWriter write() {
        return new StageWriter(this, path -> {});
    }

    @Override
    public void save(String path) throws IOException {
        write().save(path);
    }
}
