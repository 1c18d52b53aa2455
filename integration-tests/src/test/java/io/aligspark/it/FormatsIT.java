package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Batches of every data format are the same over separate executors, with other splits of the files. */
class FormatsIT {
    @TempDir
    Path folder;

    /** A line of the application. */
    private record Result(String sha256, String partitions, String executors) {}

    @Test
    void executorsOfTheirOwnPackTheBatchesOfOneThread() throws IOException {
        DataSets.write(folder);
        Path application = application();
        Map<String, Result> alone = run(application, "local[1]");
        Map<String, Result> spread = run(
                application,
                "local-cluster[3,1,1024]",
                "--conf",
                "spark.hadoop.mapreduce.input.fileinputformat.split.maxsize=200",
                "--conf",
                "spark.sql.files.maxPartitionBytes=300");
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

    private Map<String, Result> run(Path application, String master, String... options) {
        String[] words = Stream.of(
                        Stream.of("--master", master, "--class", BatchHashes.class.getName()),
                        Stream.of("--jars", Command.HOME + "/spark-job/target/alig-spark.jar"),
                        Stream.of(options),
                        Stream.of(application.toString(), folder.toString()))
                .flatMap(part -> part)
                .toArray(String[]::new);
        Command.Output output =
                Command.sparkSubmit(folder, Command.SPARK_35, words).run();
        assertEquals(0, output.exitCode(), output::error);
        Map<String, Result> results = new TreeMap<>();
        output.out().lines().filter(line -> line.contains(".conf ")).forEach(line -> {
            String[] parts = line.split(" ", 4);
            results.put(parts[0], new Result(parts[1], parts[2], parts[3]));
        });
        return results;
    }

    /** A jar of the application's classes. */
    private Path application() throws IOException {
        Path jar = folder.resolve("application.jar");
        Path classes = Path.of(BatchHashes.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            for (Path path : all.filter(path -> path.getFileName().toString().startsWith("BatchHashes"))
                    .toList()) {
                out.putNextEntry(new JarEntry(classes.relativize(path).toString()));
                Files.copy(path, out);
            }
        }
        return jar;
    }
}
