package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.Digits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PredictTest extends CommandTest {
    @AfterAll
    static void stop() {
        Digits.stop();
    }

    private static final Path DIGITS =
            Path.of("..", "conf", "data", "optdigits").toAbsolutePath();
    private static final Path TEST = DIGITS.resolve("optdigits.tes.gz");

    private String trained(String... overrides) throws IOException {
        // The session of the other tests: a command borrows it.
        Digits.spark();
        Path config = Files.writeString(
                folder.resolve("digits.conf"),
                "data { root = \"" + DIGITS + "\", train.samples = optdigits.tra.gz, shape = [64], scale = 0.0625 }\n"
                        + "train { epochs = 2 }\n" + String.join("\n", overrides) + "\noutput { dir = \"" + folder
                        + "\", run = run }\n");
        assertEquals(0, execute("train", config.toString()), error::toString);
        return folder.resolve("run").toString();
    }

    private String output(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void rowsHaveTheAccuracyThatEvaluateTells() throws IOException {
        String run = trained();
        assertEquals(0, execute("evaluate", run, "--data", TEST.toString()), error::toString);
        String evaluated = out.toString(StandardCharsets.UTF_8);
        assertEquals(
                0,
                execute(
                        "predict",
                        run,
                        "--data",
                        TEST.toString(),
                        "--output",
                        output("p"),
                        "--top-k",
                        "2",
                        "--probabilities"),
                error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("1,797 rows in "), out::toString);
        Dataset<Row> rows = Digits.spark().read().parquet(output("p"));
        assertEquals("id,label,prediction,probability,probabilities,top", String.join(",", rows.columns()));
        assertEquals(1797, rows.select("id").distinct().count());
        double accuracy = 100.0 * rows.filter("prediction = label").count() / 1797;
        assertTrue(evaluated.contains(String.format(Locale.ROOT, "accuracy %.2f %%", accuracy)), evaluated);
        assertEquals(
                1797,
                rows.filter("top[0].class = prediction and top[0].probability = probability and size(top) = 2"
                                + " and abs(aggregate(probabilities, 0d, (a, b) -> a + b) - 1) < 1e-9")
                        .count());

        assertEquals(2, execute("predict", run, "--data", TEST.toString(), "--output", output("p")));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains("--overwrite"), error::toString);
        String[] csv = {
            "predict", run, "--data", TEST.toString(), "--output", output("p"), "--format", "csv", "--overwrite"
        };
        assertEquals(0, execute(csv), error::toString);
        assertEquals(
                rows.columns().length - 2,
                Digits.spark().read().option("header", "true").csv(output("p")).columns().length);
    }

    @Test
    void mistakesAreToldInOneLineAndNothingIsLost() throws IOException {
        String run = trained();
        Files.writeString(Files.createDirectory(folder.resolve("mine")).resolve("thesis.txt"), "text");
        assertMistake("is no table of Spark's (it holds thesis.txt)", run, "--output", output("mine"), "--overwrite");
        assertTrue(Files.exists(folder.resolve("mine").resolve("thesis.txt")));
        assertMistake(
                "--format csv cannot hold the lists", run, "--output", output("q"), "--format", "csv", "--top-k", "3");
        assertMistake("--columns expects a model of tables", run, "--output", output("q"), "--columns", "a");
        assertTrue(Files.notExists(folder.resolve("q")));
    }

    private void assertMistake(String expected, String run, String... options) {
        List<String> words = new ArrayList<>(List.of("predict", run, "--data", TEST.toString()));
        words.addAll(List.of(options));
        assertEquals(2, execute(words.toArray(String[]::new)));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains(expected), error::toString);
        assertEquals(1, error.toString(StandardCharsets.UTF_8).lines().count(), error::toString);
    }

    @Test
    void columnsOfATableAreCarriedAlongAndNoLabelIsNeeded() throws IOException {
        Dataset<Row> named = Digits.training(300)
                .withColumn("label", functions.concat(functions.lit("digit "), functions.col("label")));
        named.write().parquet(output("named"));
        String run = trained(
                "data { format = table, root = \"\", train.samples = \"" + output("named") + "\", label-values = ["
                        + "digit 0, digit 1, digit 2, digit 3, digit 4, digit 5, digit 6, digit 7, digit 8, digit 9] }");
        named.withColumn("customer", functions.monotonically_increasing_id())
                .drop("label")
                .write()
                .parquet(output("unlabelled"));
        assertEquals(
                0,
                execute("predict", run, "--data", output("unlabelled"), "--output", output("p"), "--format", "json"),
                error::toString);
        Dataset<Row> rows = Digits.spark().read().json(output("p"));
        assertEquals("customer,prediction,probability", String.join(",", rows.columns()));
        assertEquals(300, rows.filter("prediction like 'digit _'").count());
    }
}
