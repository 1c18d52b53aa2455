package io.aligspark.ml;

import io.aligspark.TrainedModel;
import java.io.IOException;
import org.apache.spark.ml.classification.ProbabilisticClassificationModel;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructType;
import scala.Tuple3;

/** A network that {@link AligClassifier} trained. Where the loss is no cross-entropy, probabilities are the softmax all the same. */
public final class AligClassificationModel extends ProbabilisticClassificationModel<Vector, AligClassificationModel>
        implements MLWritable {
    private static final long serialVersionUID = 1;

    // Set while Spark's constructor runs: no initialiser.
    private String uid;
    private final transient TrainedModel trained;
    private final String[] labels;

    AligClassificationModel(String uid, TrainedModel trained, String[] labels) {
        this(Uid.ready(uid), trained, labels);
    }

    private AligClassificationModel(Uid unused, TrainedModel trained, String[] labels) {
        this.trained = trained;
        this.labels = labels.clone();
    }

    /** What {@code save} wrote. */
    public static AligClassificationModel load(String path) {
        return read().load(path);
    }

    /** Reads what {@code save} wrote. */
    public static MLReader<AligClassificationModel> read() {
        return ModelFiles.reader(
                AligClassificationModel.class,
                (files, uid) -> new AligClassificationModel(uid, files.model(), files.labels()));
    }

    /** The network, its configuration, and how its training went. */
    public TrainedModel trained() {
        return trained;
    }

    /** The names of the classes, where StringIndexer left them with the column of labels; otherwise empty. */
    public String[] labels() {
        return labels.clone();
    }

    /** How training went. */
    public AligTrainingSummary summary() {
        return new AligTrainingSummary(trained.history());
    }

    @Override
    public String uid() {
        if (uid == null) {
            uid = Uid.take("alig_classifier");
        }
        return uid;
    }

    @Override
    public int numClasses() {
        return trained.classes();
    }

    @Override
    public Vector predictRaw(Vector features) {
        return ModelFiles.outputs(trained, features);
    }

    @Override
    public Vector raw2probabilityInPlace(Vector raw) {
        double[] logits = ((DenseVector) raw).values();
        double[] probabilities = TrainedModel.softmax(logits);
        System.arraycopy(probabilities, 0, logits, 0, logits.length);
        return Vectors.dense(logits);
    }

    @Override
    public Dataset<Row> transform(Dataset<?> dataset) {
        transformSchema(dataset.schema());
        Dataset<Row> rows = trained.transform(
                dataset.toDF(),
                getPredictionCol(),
                getProbabilityCol(),
                getRawPredictionCol(),
                isDefined(thresholds()) ? getThresholds() : new double[0]);
        return labels.length == 0 || getPredictionCol().isEmpty()
                ? rows
                : rows.withMetadata(getPredictionCol(), nominal());
    }

    /** What IndexToString reads. */
    private Metadata nominal() {
        Metadata attributes = new MetadataBuilder()
                .putString("type", "nominal")
                .putString("name", getPredictionCol())
                .putStringArray("vals", labels)
                .build();
        return new MetadataBuilder().putMetadata("ml_attr", attributes).build();
    }

    @Override
    public StructType transformSchema(StructType schema) {
        Columns.requireFeatures(schema, trained.features());
        return Columns.withDouble(
                Columns.withVector(Columns.withVector(schema, getRawPredictionCol()), getProbabilityCol()),
                getPredictionCol());
    }

    /**
     * For summaries of Spark's own classifiers. It is here because Java, unlike Scala, sees two such methods in Spark's classes and
     * wants to know which.
     */
    @Override
    @SuppressWarnings({"rawtypes", "unchecked"})
    public Tuple3 findSummaryModel() {
        return new Tuple3<>(this, getProbabilityCol(), getPredictionCol());
    }

    @Override
    public AligClassificationModel copy(ParamMap extra) {
        AligClassificationModel copy = copyValues(new AligClassificationModel(uid(), trained, labels), extra);
        return copy.setParent(parent());
    }

    @Override
    public MLWriter write() {
        return ModelFiles.writer(this, trained, labels);
    }

    @Override
    public void save(String path) throws IOException {
        write().save(path);
    }
}
