package io.aligspark.ml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.Digits;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.spark.ml.functions$;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqlFunctionsTest {
    @AfterAll
    static void stop() {
        Digits.stop();
    }

    @TempDir
    Path temporary;

    @Test
    void sqlSaysWhatTransformSays() throws IOException {
        Dataset<Row> digits = Digits.training(200);
        AligClassificationModel model =
                new AligClassifier().setHidden(16).setMaxIter(2).fit(digits);
        String folder = temporary.resolve("model").toString();
        model.trained().save(folder);
        SqlFunctions.register(Digits.spark());
        model.transform(digits)
                .withColumn("list", functions$.MODULE$.vector_to_array(functions.col("features"), "float64"))
                .createOrReplaceTempView("digits");
        assertEquals(
                200,
                Digits.spark()
                        .sql("SELECT * FROM digits WHERE alig_predict('" + folder
                                + "', features) = string(int(prediction))"
                                + " AND alig_predict_value('" + folder + "', list) = prediction"
                                + " AND abs(alig_predict_probabilities('" + folder
                                + "', struct(features))[int(prediction)] - array_max(alig_predict_probabilities('"
                                + folder + "', list))) < 1e-6")
                        .count());
        Exception failure = assertThrows(
                Exception.class,
                () -> Digits.spark()
                        .sql("SELECT alig_predict('" + folder + "', array(1, 2)) FROM digits")
                        .collect());
        StringBuilder messages = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            messages.append(cause.getMessage()).append('\n');
        }
        assertTrue(
                messages.toString().contains("the columns of features must hold 64 values (data.shape), but hold 2"),
                messages::toString);
    }
}
