import io.aligspark.ml.{AligClassificationModel, AligClassifier}
import org.apache.spark.ml.{Pipeline, PipelineModel}
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator
import org.apache.spark.ml.feature.VectorAssembler
import org.apache.spark.ml.tuning.{CrossValidator, ParamGridBuilder}
import org.apache.spark.sql.SparkSession

/** Digits of a folder: finds the best step size, saves the pipeline, loads it and predicts. */
object DigitsPipeline {
  def main(arguments: Array[String]): Unit = {
    val Array(data, saved) = arguments
    val spark = SparkSession.builder().getOrCreate()
    // README: begin
    val training = spark.read.option("inferSchema", true).csv(data + "/optdigits.tra.gz")
    val test = spark.read.option("inferSchema", true).csv(data + "/optdigits.tes.gz")
    val pixels = new VectorAssembler().setInputCols(training.columns.take(64)).setOutputCol("features")
    val network = new AligClassifier().setHidden(64).setMaxIter(5).setBatchSize(64).setLabelCol("_c64")
    val grid = new ParamGridBuilder().addGrid(network.stepSize, Array(0.0001, 0.1)).build()
    val accuracy = new MulticlassClassificationEvaluator().setLabelCol("_c64").setMetricName("accuracy")
    val pipeline = new Pipeline().setStages(Array(pixels, network))
    val search = new CrossValidator().setEstimator(pipeline).setEstimatorParamMaps(grid)
    val best = search.setEvaluator(accuracy).setNumFolds(2).fit(training).bestModel

    best.asInstanceOf[PipelineModel].save(saved)
    val model = PipelineModel.load(saved)
    println("accuracy " + accuracy.evaluate(model.transform(test)))
    println("weights sha256 " + model.stages(1).asInstanceOf[AligClassificationModel].trained.sha256)
    // README: end
    spark.stop()
  }
}
