package io.aligspark.ml;

import io.aligspark.TrainedModel;
import java.io.IOException;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.regression.RegressionModel;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** A network that {@link AligRegressor} trained. */
public final class AligRegressionModel extends RegressionModel<Vector, AligRegressionModel> implements MLWritable {
    private static final long serialVersionUID = 1;

    // Set while Spark's constructor runs: no initialiser.
    private String uid;
    private final transient TrainedModel trained;

    AligRegressionModel(String uid, TrainedModel trained) {
        this(Uid.ready(uid), trained);
    }

    private AligRegressionModel(Uid unused, TrainedModel trained) {
        this.trained = trained;
    }

    /** What {@code save} wrote. */
    public static AligRegressionModel load(String path) {
        return read().load(path);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<AligRegressionModel> read() {
        return ModelFiles.reader(
                AligRegressionModel.class, (files, uid) -> new AligRegressionModel(uid, files.model()));
    }

    /** The network, its configuration, and how its training went. */
    public TrainedModel trained() {
        return trained;
    }

    /** How training went. */
    public AligTrainingSummary summary() {
        return new AligTrainingSummary(trained.history());
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uid.take("alig_regressor");
        }
        return uid;
    }

    @Override
    public double predict(Vector features) {
        return ModelFiles.outputs(trained, features).apply(0);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        return trained.transform(dataset.toDF(), getPredictionCol(), "", "");
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.requireFeatures(schema, trained.features());
        return Columns.withDouble(schema, getPredictionCol());
    }

    @Override
    public AligRegressionModel copy(ParamMap extra) {
        AligRegressionModel copy = copyValues(new AligRegressionModel(uid(), trained), extra);
        return copy.setParent(parent());
    }

    @Override
    public MLWriter write() {
        return ModelFiles.writer(this, trained, new String[0]);
    }

    @Override
    public void save(String path) throws IOException {
        write().save(path);
    }
}
