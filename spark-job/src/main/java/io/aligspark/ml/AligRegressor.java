package io.aligspark.ml;

import java.io.IOException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.Regressor;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.types.StructType;

/**
 * Trains a neural network that predicts a value, with ALI-G: no learning-rate schedule is needed. An estimator of Spark ML as its
 * own regressors are; {@code explainParams} lists its parameters. Values are predicted as they are: scale labels of large
 * magnitude. Weights of rows are not supported, so there is no {@code weightCol}.
 */
public final class AligRegressor extends Regressor<Vector, AligRegressor, AligRegressionModel>
        implements AligEstimatorParams<AligRegressor>, MLWritable {
    private static final long serialVersionUID = 1;

    // Set while Spark's constructor runs: no initialiser.
    private String uid;
    private final transient AligParams aligParams;

    /** With defaults. */
    public AligRegressor() {
        aligParams = new AligParams(this, "squared", "squared, r^2 / 2, or absolute, |r|");
    }

    /** With defaults and an id. */
    public AligRegressor(String uid) {
        this(Uid.ready(uid));
    }

    private AligRegressor(Uid unused) {
        this();
    }

    /** What {@code save} wrote. */
    public static AligRegressor load(String path) {
        return read().load(path);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<AligRegressor> read() {
        return new StageReader<>(AligRegressor.class, AligRegressor::new);
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uid.take("alig_regressor");
        }
        return uid;
    }

    @Override
    public AligParams aligParams() {
        return aligParams;
    }

    @Override
    public AligRegressor self() {
        return this;
    }

    @Override
    public AligRegressor copy(ParamMap extra) {
        return copyValues(new AligRegressor(uid()), extra);
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.requireLabel(schema, getLabelCol());
        aligParams.requireColumns(schema, getFeaturesCol());
        return Columns.withDouble(schema, getPredictionCol());
    }

    @Override
    public AligRegressionModel train(Dataset<?> dataset) {
        return new AligRegressionModel(
                uid(),
                Fit.train(aligParams, aligParams.trainingConfig(getFeaturesCol(), getLabelCol()), dataset.toDF()));
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
