package io.aligspark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.cli.AligCommand;
import io.aligspark.ml.AligClassificationModel;
import io.aligspark.ml.AligClassifier;
import java.nio.file.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One SHA-256 for the same rows, configuration and seed, whoever asks. */
class SameModelTest {
    @AfterAll
    static void stop() {
        Digits.stop();
    }

    @TempDir
    Path temporary;

    @Test
    void commandLineJavaAndEstimatorGiveTheSameBits() {
        Dataset<Row> digits = Digits.training(1000);
        String table = temporary.resolve("digits.parquet").toString();
        digits.repartition(3).write().parquet(table);
        String printed = AligCommand.run(
                temporary.resolve("none.conf"),
                "train",
                "data.format=table",
                "data.train.samples=" + table,
                "data.shape=[64]",
                "data.validation-fraction=0.1",
                "train.epochs=3",
                "train.seed=5",
                "output.dir=" + temporary,
                "output.run=cli");
        String sha256 = printed.lines()
                .filter(line -> line.startsWith("weights sha256 "))
                .findFirst()
                .orElseThrow()
                .substring("weights sha256 ".length());

        TrainingConfig config = TrainingConfig.builder()
                .epochs(3)
                .seed(5)
                .validationFraction(0.1)
                .build();
        TrainedModel fromRows = new Trainer(Digits.spark(), config).train(digits);
        assertEquals(sha256, fromRows.sha256(), "DataFrame");
        TrainedModel fewerTasks = new Trainer(Digits.spark(), config).tasks(1).train(digits.repartition(7));
        assertEquals(sha256, fewerTasks.sha256(), "other partitions and tasks");
        assertEquals(3, fromRows.history().size());

        AligClassificationModel estimated = new AligClassifier()
                .setMaxIter(3)
                .setSeed(5)
                .setConfig("data.validation-fraction", 0.1)
                .fit(digits);
        assertEquals(sha256, estimated.trained().sha256(), "Estimator");

        TrainedModel ofCommand =
                TrainedModel.load(Digits.spark(), temporary.resolve("cli").toString());
        assertEquals(sha256, ofCommand.sha256(), "the command's model");
        Dataset<Row> test = Digits.test();
        assertEquals(fromRows.evaluate(test), ofCommand.evaluate(test));
        long right = ofCommand.transform(test).filter("prediction = label").count();
        assertEquals(right, Math.round(fromRows.evaluate(test).accuracy() * test.count()));
        assertTrue(right > 0.8 * test.count(), right + " right");
    }
}
