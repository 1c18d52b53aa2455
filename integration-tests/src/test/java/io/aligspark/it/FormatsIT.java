package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches of every data format are the same over separate executors, with other splits of the files. */
class FormatsIT {
    @TempDir
    Path folder;

    /** A line of the application. */
    private record Result(String sha256, String partitions, String executors) {}

    @ParameterizedTest
    @EnumSource(names = "SPARK_35")
    void executorsOfTheirOwnPackTheBatchesOfOneThread(SparkHome spark) throws IOException {
        compare(spark);
    }

    @ParameterizedTest
    @EnumSource(names = "SPARK_35", mode = EnumSource.Mode.EXCLUDE)
    @Tag("exhaustive")
    void alsoOnOtherSparks(SparkHome spark) throws IOException {
        compare(spark);
    }

    private void compare(SparkHome spark) throws IOException {
        DataSets.write(folder);
        Map<String, Map<String, Result>> all = run(spark);
        Map<String, Result> alone = all.get("local[1]");
        Map<String, Result> spread = all.get("local-cluster[2,1,1024]");
        assertEquals(12, alone.size(), alone::toString);
        assertEquals(alone.keySet(), spread.keySet());
        alone.forEach((name, result) -> {
            assertEquals(result.sha256, spread.get(name).sha256, name);
            assertNotEquals(result.executors, spread.get(name).executors, name);
        });
        // The same rows: they are known by their content.
        assertEquals(alone.get("table-json.conf").sha256, alone.get("table-parquet.conf").sha256);
        for (String text : List.of("csv", "libsvm", "snli", "table-json")) {
            String name = text + ".conf";
            assertNotEquals(alone.get(name).partitions, spread.get(name).partitions, name);
        }
    }

    /** By master, then by configuration. */
    private Map<String, Map<String, Result>> run(SparkHome spark) {
        Command.Output output = Command.sparkSubmit(
                        folder,
                        spark,
                        "--master",
                        "local[1]",
                        "--class",
                        BatchHashes.class.getName(),
                        "--jars",
                        Command.HOME + "/spark-job/target/alig-spark.jar",
                        ApplicationJar.of(BatchHashes.class, folder).toString(),
                        folder.toString())
                .run();
        assertEquals(0, output.exitCode(), output::error);
        Map<String, Map<String, Result>> results = new TreeMap<>();
        output.out().lines().filter(line -> line.contains(".conf ")).forEach(line -> {
            String[] parts = line.split(" ", 5);
            results.computeIfAbsent(parts[0], master -> new TreeMap<>())
                    .put(parts[1], new Result(parts[2], parts[3], parts[4]));
        });
        return results;
    }
}
