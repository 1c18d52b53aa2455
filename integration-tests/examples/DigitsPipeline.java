import io.aligspark.ml.AligClassificationModel;
import io.aligspark.ml.AligClassifier;
import java.util.Arrays;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Digits of a folder: finds the best step size, saves the pipeline, loads it and predicts. */
public final class DigitsPipeline {
    private DigitsPipeline() {}

    public static void main(String[] arguments) throws Exception {
        String data = arguments[0];
        String saved = arguments[1];
        SparkSession spark = SparkSession.builder().getOrCreate();
        // README: begin
        Dataset<Row> training = spark.read().option("inferSchema", true).csv(data + "/optdigits.tra.gz");
        Dataset<Row> test = spark.read().option("inferSchema", true).csv(data + "/optdigits.tes.gz");
        VectorAssembler pixels = new VectorAssembler()
                .setInputCols(Arrays.copyOf(training.columns(), 64)).setOutputCol("features");
        AligClassifier network = new AligClassifier()
                .setHidden(64).setMaxIter(5).setBatchSize(64).setLabelCol("_c64");
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(network.stepSize(), new double[] {0.0001, 0.1}).build();
        MulticlassClassificationEvaluator accuracy = new MulticlassClassificationEvaluator()
                .setLabelCol("_c64").setMetricName("accuracy");
        CrossValidator search = new CrossValidator()
                .setEstimator(new Pipeline().setStages(new PipelineStage[] {pixels, network}))
                .setEstimatorParamMaps(grid).setEvaluator(accuracy).setNumFolds(2);

        ((PipelineModel) search.fit(training).bestModel()).save(saved);
        PipelineModel model = PipelineModel.load(saved);
        System.out.println("accuracy " + accuracy.evaluate(model.transform(test)));
        System.out.println("weights sha256 " + ((AligClassificationModel) model.stages()[1]).trained().sha256());
        // README: end
        spark.stop();
    }
}
