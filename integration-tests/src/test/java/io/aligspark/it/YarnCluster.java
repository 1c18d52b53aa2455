package io.aligspark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** YARN as a process of its own, with containers as processes below it, on the HDFS that all tests share. */
final class YarnCluster implements AutoCloseable {
    private final Path folder = Command.CLUSTERS.resolve("yarn");
    private final Server server;

    /** Starts it. */
    YarnCluster() {
        server = Server.java(folder, YarnServer.class, "512m", Hdfs.shared().address());
        try {
            server.await(Pattern.compile("serves YARN"), 1);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    /** Has the command submitted to it by that Spark, to run with two executors; further options of spark-submit. */
    Command submit(SparkHome spark, Command command, String... options) {
        List<String> all =
                new ArrayList<>(List.of("--master", "yarn", "--num-executors", "2", "--executor-memory", "1g"));
        all.addAll(List.of("--conf", "spark.yarn.jars=local:" + spark.path() + "/jars/*"));
        if (spark == SparkHome.SPARK_35 || spark == SparkHome.SPARK_35_SCALA_212) {
            // YARN's filter for Spark's pages is Hadoop's there, and in no jar that Spark's artifacts name.
            all.addAll(List.of("--conf", "spark.ui.enabled=false"));
        }
        all.addAll(List.of(options));
        return command.on(spark).onLoopback().hadoop(folder.resolve("conf")).submit(all.toArray(String[]::new));
    }

    /** What the containers of the youngest application wrote so far, by their names: attempt, then number. */
    NavigableMap<String, String> outputs() {
        NavigableMap<String, String> outputs = new TreeMap<>();
        // Not the whole tree: applications make and delete files in their parts of it.
        try (Stream<Path> clusters = Files.list(folder.resolve("target/test/data/yarn"))) {
            Path youngest = clusters.map(cluster -> cluster.resolve("yarn-logDir-nm-0_0"))
                    .flatMap(logs -> list(logs).stream())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            try (Stream<Path> containers = Files.list(youngest)) {
                // container_(cluster)_(application)_(attempt)_(number)
                containers.forEach(container -> outputs.put(
                        container.getFileName().toString().replaceFirst(".*_(\\d+_\\d+)$", "$1"), output(container)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return outputs;
    }

    private static List<Path> list(Path directory) {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String output(Path container) {
        Path file = container.resolve("stdout");
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The driver of an application in cluster mode, if it runs. */
    Optional<ProcessHandle> applicationMaster() {
        return server.tree().java("org.apache.spark.deploy.yarn.ApplicationMaster");
    }

    @Override
    public void close() {
        server.close();
    }
}
