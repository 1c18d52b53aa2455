package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same weights on YARN as on one machine, wherever the driver runs, and also if it dies; all data lie on HDFS. */
@Order(1)
class YarnIT {
    private static final String PRESET = Command.HOME + "/conf/quickstart.conf";
    private static final Pattern SHA256 = Pattern.compile("weights sha256 ([0-9a-f]{64})");

    @TempDir
    static Path folder;

    private static YarnCluster yarn;
    private static String expected;

    @BeforeAll
    static void start() {
        expected = WarmDriver.of(SparkHome.SPARK_42)
                .alig(train(PRESET, "--master", "local[2]", "output.dir=" + folder.resolve("runs")))
                .sha256();
        Hdfs.shared().put(Command.HOME.resolve("conf/data/optdigits"), "yarn");
        yarn = new YarnCluster();
    }

    @AfterAll
    static void stop() {
        if (yarn != null) {
            yarn.close();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SPARK_42", "SPARK_35"})
    void theDriverOutsideOfTheCluster(SparkHome spark) {
        Command command = Command.alig(folder, train(PRESET, onHdfs(spark + " client")));
        Output output = yarn.submit(spark, command, "--deploy-mode", "client").run();
        assertEquals(expected, output.sha256(), output::out);
        assertEquals(
                List.of("01_000001", "01_000002", "01_000003"),
                List.copyOf(yarn.outputs().keySet()));
    }

    @Test
    void aKilledDriverInTheClusterIsStartedAgainAndGoesOn() {
        killDriver(SparkHome.SPARK_42);
    }

    @Test
    void theDriverInTheCluster() {
        trainInCluster(SparkHome.SPARK_35);
    }

    @Test
    @Tag("exhaustive")
    void bothOnTheOtherSpark() {
        trainInCluster(SparkHome.SPARK_42);
        killDriver(SparkHome.SPARK_35);
    }

    private static void trainInCluster(SparkHome spark) {
        Output submitted = inCluster(spark, spark + " cluster").run();
        assertEquals(0, submitted.exitCode(), submitted::error);
        NavigableMap<String, String> outputs = yarn.outputs();
        assertEquals(List.of("01_000001", "01_000002", "01_000003"), List.copyOf(outputs.keySet()));
        assertEquals(expected, sha256(outputs.get("01_000001")));
    }

    private static void killDriver(SparkHome spark) {
        String run = spark + " killed";
        CompletableFuture<Output> submitted = CompletableFuture.supplyAsync(inCluster(spark, run)::run);
        Supplier<String> output = () -> submitted.isDone() ? submitted.join().error() : "still running";
        Await.until("the second checkpoint", Duration.ofMinutes(3), () -> secondCheckpoint(run, submitted), output);
        yarn.applicationMaster().orElseThrow().destroyForcibly();
        assertEquals(0, submitted.join().exitCode(), output);

        NavigableMap<String, String> outputs = yarn.outputs();
        assertFalse(SHA256.matcher(outputs.get("01_000001")).find(), outputs::toString);
        String second = outputs.get("02_000001");
        assertTrue(second.contains("resuming after epoch"), second);
        assertEquals(expected, sha256(second));
    }

    private static Optional<Boolean> secondCheckpoint(String run, CompletableFuture<Output> submitted) {
        assertFalse(submitted.isDone(), () -> submitted.join().error());
        return Hdfs.shared().list("yarn/runs/" + run + "/checkpoints").size() < 2
                ? Optional.empty()
                : Optional.of(true);
    }

    private static String sha256(String output) {
        Matcher matcher = SHA256.matcher(output);
        assertTrue(matcher.find(), output);
        return matcher.group(1);
    }

    private static Command inCluster(SparkHome spark, String run) {
        // What --files names lies in the working directory of the driver.
        List<String> words = new ArrayList<>(List.of(train("quickstart.conf", onHdfs(run))));
        words.addAll(List.of("--conf", "spark.driver.extraJavaOptions=" + Command.SHORT_LIVED));
        Command command = Command.alig(folder, words.toArray(String[]::new));
        return yarn.submit(spark, command, "--deploy-mode", "cluster", "--files", PRESET);
    }

    private static String[] onHdfs(String run) {
        Hdfs hdfs = Hdfs.shared();
        return new String[] {
            "output.run=\"" + run + "\"",
            "data.root=" + hdfs.path("yarn/optdigits"),
            "output.dir=" + hdfs.path("yarn/runs")
        };
    }

    private static String[] train(String config, String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "train",
                config,
                "train.epochs=20",
                "train.batch-size=128",
                "optimizer.momentum=0.9",
                "optimizer.projection-radius=9"));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }
}
