package io.aligspark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aligspark.ml.AligClassificationModel;
import io.aligspark.ml.AligClassifier;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A session has the settings that its caller wants for other work. */
class CallersSettingsTest {
    @AfterEach
    void stop() {
        Digits.stop();
    }

    private static String fit() {
        AligClassificationModel model = new AligClassifier()
                .setHidden(16)
                .setMaxIter(2)
                .setConfig("data.reshuffle", "epoch")
                .setConfig("data.validation-fraction", 0.2)
                .fit(Digits.training(300));
        assertEquals(300, model.transform(Digits.training(300)).count());
        return model.trained().sha256();
    }

    @Test
    void kryoAndFairPoolsChangeNoBits() {
        String expected = fit();
        Digits.stop();
        SparkSession spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
                .config("spark.scheduler.mode", "FAIR")
                .config("spark.default.parallelism", "7")
                .config("spark.sql.shuffle.partitions", "3")
                .config("spark.rdd.compress", "true")
                .config("spark.ui.enabled", "false")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.driver.host", "127.0.0.1")
                .getOrCreate();
        spark.sparkContext().setLocalProperty("spark.scheduler.pool", "reports");
        assertEquals(expected, fit());
        assertEquals("reports", spark.sparkContext().getLocalProperty("spark.scheduler.pool"));
        spark.sparkContext().setLocalProperty("spark.scheduler.pool", null);
    }
}
