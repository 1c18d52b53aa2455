package io.aligspark.job.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code submit-scripts/alig} in a home of empty files, with a {@code java} that tells what it was given. */
class ScriptTest {
    private static final String ALONE = "io.aligspark.job.cli.WithoutSpark";
    private static final String BEFORE_SPARK = "io.aligspark.job.cli.Start";

    @TempDir
    Path home;

    private final Map<String, String> environment = new TreeMap<>();

    @BeforeEach
    void home() throws IOException {
        executable("submit-scripts/alig", Files.readString(Path.of("../submit-scripts/alig")));
        executable("spark/bin/spark-submit", "");
        executable("java/bin/java", "#!/bin/sh\nprintf '%s\\n' \"$@\" >&2\n");
        executable("spark-job/target/alig-spark.jar", "");
        environment.put("JAVA_HOME", home.resolve("java").toString());
        environment.put("SPARK_HOME", home.resolve("spark").toString());
    }

    private Path executable(String name, String content) throws IOException {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        assertTrue(file.toFile().setExecutable(true));
        return file;
    }

    /** The words that Java was given. */
    private List<String> java(String... arguments) throws IOException {
        List<String> words =
                new ArrayList<>(List.of(home.resolve("submit-scripts/alig").toString()));
        words.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.matches("(ALIG|SPARK|HADOOP)_.*"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--help",
                "--version",
                "train --help",
                "data inspect -h",
                "config x.conf a=b",
                "export runs/x --output y",
                "completion",
                "data fetch mnist folder"
            })
    void needNoSpark(String line) throws IOException {
        String[] arguments = words(line);
        List<String> java = java(arguments);
        assertEquals(List.of(arguments), java.subList(java.indexOf(ALONE) + 1, java.size()), java::toString);
        assertTrue(java.contains(ALONE), java::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train x.conf",
                "trian",
                "data inspect x.conf",
                "bench x.conf",
                "config x.conf --dry-run",
                "export hdfs:///x --conf spark.hadoop.a=b",
                "--master yarn config x.conf"
            })
    void goToSparkSubmit(String line) throws IOException {
        String[] arguments = words(line);
        List<String> java = java(arguments);
        assertTrue(java.contains(BEFORE_SPARK), java::toString);
        assertEquals(List.of(arguments), java.subList(java.indexOf(BEFORE_SPARK) + 1, java.size()), java::toString);
    }

    @Test
    void optionsForSparkSubmitInTheEnvironmentAreHeeded() throws IOException {
        environment.put("ALIG_SUBMIT_OPTIONS", "--conf spark.hadoop.a=b");
        assertTrue(java("config", "x.conf").contains(BEFORE_SPARK));
    }

    @Test
    void anArchiveIsUsedIfThereIsOne() throws IOException {
        assertFalse(String.join(" ", java("config", "x.conf")).contains("SharedArchiveFile"));
        Path archive = executable("spark-job/target/archives/command.jsa", "");
        assertTrue(java("config", "x.conf").contains("-XX:SharedArchiveFile=" + archive));
    }

    @Test
    void hadoopFindsItsConfiguration() throws IOException {
        environment.put("HADOOP_CONF_DIR", "/etc/hadoop");
        List<String> java = java("export", "hdfs:///x");
        String path = java.get(java.indexOf("-cp") + 1);
        assertEquals(
                home + "/spark-job/target/alig-spark.jar:" + home + "/spark/jars/*:" + home + "/spark/conf:/etc/hadoop",
                path);
    }

    private static String[] words(String line) {
        return Arrays.stream(line.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toArray(String[]::new);
    }
}
