package io.aligspark.ml;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.Digits;
import io.aligspark.LayerSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.OneVsRest;
import org.apache.spark.ml.evaluation.MulticlassClassificationEvaluator;
import org.apache.spark.ml.evaluation.RegressionEvaluator;
import org.apache.spark.ml.feature.IndexToString;
import org.apache.spark.ml.feature.MinMaxScaler;
import org.apache.spark.ml.feature.StringIndexer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.ml.tuning.TrainValidationSplit;
import org.apache.spark.ml.tuning.TrainValidationSplitModel;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EstimatorTest {
    @AfterAll
    static void stop() {
        Digits.stop();
    }

    @TempDir
    Path temporary;

    private static AligClassifier classifier() {
        return new AligClassifier().setHidden(32).setMaxIter(3).setBatchSize(64).setSeed(3);
    }

    private static double accuracy(Dataset<Row> predicted) {
        return new MulticlassClassificationEvaluator().setMetricName("accuracy").evaluate(predicted);
    }

    @Test
    void pipelineOfTextsIsSavedLoadedAndGivesTextsBack() throws IOException {
        Dataset<Row> named = Digits.training(600)
                .withColumn("name", functions.concat(functions.lit("digit "), functions.col("label")))
                .drop("label");
        Pipeline pipeline = new Pipeline().setStages(new PipelineStage[] {
            new StringIndexer().setInputCol("name").setOutputCol("label").setStringOrderType("alphabetAsc"),
            new MinMaxScaler().setInputCol("features").setOutputCol("scaled"),
            classifier().setFeaturesCol("scaled"),
            new IndexToString().setInputCol("prediction").setOutputCol("predicted")
        });
        String folder = temporary.resolve("pipeline").toString();
        pipeline.write().overwrite().save(folder);
        PipelineModel model = Pipeline.load(folder).fit(named);
        List<Row> expected =
                model.transform(named).select("predicted", "probability").collectAsList();
        assertTrue(
                model.transform(named).filter("predicted = name").count() > 400,
                () -> model.transform(named).filter("predicted = name").count() + " right");

        String saved = temporary.resolve("model").toString();
        model.write().overwrite().save(saved);
        model.write().overwrite().save(saved);
        PipelineModel loaded = PipelineModel.load(saved);
        assertEquals(
                expected,
                loaded.transform(named).select("predicted", "probability").collectAsList());
        AligClassificationModel network = (AligClassificationModel) loaded.stages()[2];
        assertEquals("digit 0", network.labels()[0]);
        assertEquals("scaled", network.getFeaturesCol());
        assertEquals(3, network.summary().history().count());
        assertEquals(10, network.numClasses());
    }

    @Test
    void probabilitiesAreThoseOfOneVectorAndThresholdsDecide() {
        Dataset<Row> digits = Digits.training(300);
        AligClassificationModel model = classifier().fit(digits);
        Row first = model.transform(digits).first();
        Vector features = first.getAs("features");
        Vector raw = first.getAs("rawPrediction");
        Vector probability = first.getAs("probability");
        assertArrayEquals(raw.toArray(), model.predictRaw(features).toArray(), 1e-4);
        assertArrayEquals(
                probability.toArray(), model.predictProbability(features).toArray(), 1e-5);
        assertEquals(1, Arrays.stream(probability.toArray()).sum(), 1e-12);
        assertEquals((double) first.getAs("prediction"), model.predict(features));

        double[] thresholds = new double[10];
        Arrays.fill(thresholds, 1);
        thresholds[7] = 0;
        assertEquals(
                300,
                model.copy(new ParamMap().put(model.thresholds(), thresholds))
                        .transform(digits)
                        .filter("prediction = 7")
                        .count());
        assertEquals(
                List.of("features", "label", "prediction"),
                Arrays.asList(model.setProbabilityCol("")
                        .setRawPredictionCol("")
                        .transform(digits)
                        .columns()));
    }

    @Test
    void crossValidationInParallelIsThatOfOneAfterAnother() {
        Dataset<Row> digits = Digits.training(400);
        AligClassifier classifier = classifier();
        ParamMap[] grid = new ParamGridBuilder()
                .addGrid(classifier.stepSize(), new double[] {0.01, 0.1})
                .build();
        CrossValidator validator = new CrossValidator()
                .setEstimator(classifier)
                .setEvaluator(new MulticlassClassificationEvaluator().setMetricName("accuracy"))
                .setEstimatorParamMaps(grid)
                .setNumFolds(2)
                .setSeed(1);
        CrossValidatorModel one = validator.fit(digits);
        CrossValidatorModel parallel = validator.setParallelism(4).fit(digits);
        assertArrayEquals(one.avgMetrics(), parallel.avgMetrics());
        assertEquals(
                ((AligClassificationModel) one.bestModel()).trained().sha256(),
                ((AligClassificationModel) parallel.bestModel()).trained().sha256());

        TrainValidationSplitModel split = new TrainValidationSplit()
                .setEstimator(classifier)
                .setEvaluator(new MulticlassClassificationEvaluator())
                .setEstimatorParamMaps(grid)
                .setParallelism(2)
                .fit(digits);
        assertEquals(2, split.validationMetrics().length);
    }

    @Test
    void oneVsRest() {
        Dataset<Row> three = Digits.training(400).filter("label < 3");
        double accuracy = accuracy(new OneVsRest()
                .setClassifier(classifier().setHidden(8).setMaxIter(20))
                .fit(three)
                .transform(three));
        assertTrue(accuracy > 0.9, accuracy + "");
    }

    @Test
    void trainingEndsEarlyWithTheWeightsOfTheBestEpoch() {
        Dataset<Row> digits = Digits.training(300)
                .withColumn("held", functions.col("features").isNotNull());
        Dataset<Row> split =
                digits.withColumn("held", functions.expr("pmod(xxhash64(label, cast(features as string)), 4) = 0"));
        AligClassifier classifier = classifier().setMaxIter(60).setPatience(2).setValidationIndicatorCol("held");
        AligClassificationModel model = classifier.fit(split);
        double[] losses = model.summary().epochs().stream()
                .mapToDouble(epoch -> epoch.validationLoss())
                .toArray();
        double best = Arrays.stream(losses).min().orElseThrow();
        assertTrue(losses.length < 60, losses.length + " epochs");
        assertEquals(best, losses[losses.length - 3], "the last two are no better");
        assertEquals(best, model.trained().evaluate(split.filter("held")).loss(), 1e-12);
    }

    @Test
    void regressionOfSeveralColumns() throws IOException {
        Dataset<Row> rows = Digits.spark()
                .range(400)
                .selectExpr("cast(id % 20 as float) / 20 as a", "array(id % 7 / 7.0d) as b", "id % 2 = 1 as c")
                .selectExpr("*", "2 * a - b[0] + int(c) as label");
        AligRegressor regressor = new AligRegressor()
                .setFeaturesCols("a", "b", "c")
                .setLayers(LayerSpec.dense(16), LayerSpec.tanh(), LayerSpec.dense(1))
                .setMaxIter(40)
                .setBatchSize(32);
        AligRegressionModel model = regressor.fit(rows);
        double error = new RegressionEvaluator().setMetricName("rmse").evaluate(model.transform(rows));
        assertTrue(error < 0.1, error + "");
        assertEquals(1.0 - 1.0 / 7 + 1, model.predict(Vectors.dense(0.5, 1.0 / 7, 1)), 0.3);
        String folder = temporary.resolve("regression").toString();
        model.save(folder);
        assertEquals(
                model.transform(rows).collectAsList(),
                AligRegressionModel.load(folder).transform(rows).collectAsList());
        AligRegressor copy = regressor.copy(new ParamMap().put(regressor.maxIter(), 1));
        assertEquals(1, (int) copy.getOrDefault(copy.maxIter()));
        assertEquals(40, (int) regressor.getOrDefault(regressor.maxIter()));
    }

    @Test
    void streamsArePredicted() throws Exception {
        Dataset<Row> digits = Digits.training(100);
        AligClassificationModel model = classifier().fit(digits);
        String folder = temporary.resolve("stream").toString();
        digits.write().parquet(folder);
        var query = model.transform(
                        Digits.spark().readStream().schema(digits.schema()).parquet(folder))
                .select("label", "prediction")
                .writeStream()
                .format("memory")
                .queryName("predicted")
                .start();
        try {
            query.processAllAvailable();
        } finally {
            query.stop();
        }
        assertEquals(
                model.transform(digits).filter("prediction = label").count(),
                Digits.spark().table("predicted").filter("prediction = label").count());
        assertEquals(100, Digits.spark().table("predicted").count());
    }

    @Test
    void mistakesAreToldBeforeAnyJob() {
        Dataset<Row> digits = Digits.training(20);
        assertEquals(
                "no column pixels of features; there are [features, label]",
                message(classifier().setFeaturesCol("pixels"), digits));
        assertEquals(
                "column label must hold numbers, but is of type string: StringIndexer makes numbers of texts",
                message(classifier(), digits.withColumn("label", functions.lit("a"))));
        assertEquals(
                "column probability exists: name another one for the output",
                message(classifier(), digits.withColumn("probability", functions.lit(1))));
        assertEquals(
                "optimizer.max-learning-rate must be > 0, but was -1.0",
                message(classifier().setMaxLearningRate(-1), digits));
        assertTrue(message(classifier().setConfig("train.epoch", 3), digits).contains("did you mean train.epochs?"));
        assertTrue(
                message(classifier().setLayers("[{"), digits).startsWith("layers must be a list of objects in JSON"));
    }

    private static String message(AligClassifier classifier, Dataset<Row> rows) {
        return assertThrows(IllegalArgumentException.class, () -> classifier.fit(rows))
                .getMessage();
    }

    @Test
    void everyParameterIsExplained() {
        String explained = classifier().explainParams();
        for (var param : classifier().params()) {
            assertTrue(explained.contains(param.name() + ": "), param.name());
            assertTrue(param.doc().length() > 5, param.name());
        }
        assertTrue(explained.contains("default: 0.1"), explained);
    }
}
