import io.aligspark.ml.AligClassificationModel;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** Loads the pipeline that another program saved, and predicts. */
public final class PredictDigits {
    private PredictDigits() {}

    public static void main(String[] arguments) {
        SparkSession spark = SparkSession.builder().getOrCreate();
        Dataset<Row> test = spark.read().option("inferSchema", true).csv(arguments[0] + "/optdigits.tes.gz");
        PipelineModel model = PipelineModel.load(arguments[1]);
        System.out.println("predictions "
                + model.transform(test).select("probability", "prediction").collectAsList().hashCode());
        System.out.println("weights sha256 " + ((AligClassificationModel) model.stages()[1]).trained().sha256());
        spark.stop();
    }
}
