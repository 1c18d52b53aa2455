package io.aligspark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileUtil;

/**
 * A standalone cluster of Spark: a master, and a worker of two cores that says it has two GPUs, each a process. One for each
 * Spark and all tests, which use it one at a time ({@link #LOCK}); it ends with them.
 */
final class Standalone {
    /** The name for JUnit's {@code @ResourceLock}. */
    static final String LOCK = "standalone cluster";

    private static final Pattern MASTER = Pattern.compile("Starting Spark master at (spark://\\S+)");
    private static final Pattern REGISTERED = Pattern.compile("Registering worker ");
    private static final Map<SparkHome, Standalone> SHARED = new EnumMap<>(SparkHome.class);

    private final SparkHome spark;
    private final Path folder;
    private final String url;

    private Standalone(SparkHome spark) {
        this.spark = spark;
        folder = Command.CLUSTERS.resolve("standalone-" + spark.name().toLowerCase(Locale.ROOT));
        FileUtil.fullyDelete(folder.toFile());
        Server master = start("master", "org.apache.spark.deploy.master.Master", "--port", "0");
        url = master.await(MASTER, 1).group(1);
        start(
                "worker",
                "org.apache.spark.deploy.worker.Worker",
                "--cores",
                "2",
                "--memory",
                "3g",
                "--work-dir",
                folder.resolve("work").toString(),
                url);
        master.await(REGISTERED, 1);
    }

    /** That of a Spark. */
    static synchronized Standalone of(SparkHome spark) {
        return SHARED.computeIfAbsent(spark, Standalone::new);
    }

    private Server start(String name, String main, String... arguments) {
        List<String> command = new ArrayList<>(
                List.of(spark.path().resolve("bin/spark-class").toString(), main, "--host", "127.0.0.1"));
        command.addAll(List.of("--webui-port", "0"));
        command.addAll(List.of(arguments));
        Map<String, String> environment = Map.of(
                "SPARK_HOME",
                spark.path().toString(),
                "SPARK_LOCAL_IP",
                "127.0.0.1",
                "SPARK_DAEMON_MEMORY",
                "256m",
                "SPARK_DAEMON_JAVA_OPTS",
                Command.SHORT_LIVED,
                "SPARK_WORKER_OPTS",
                "-Dspark.worker.resource.gpu.amount=2 -Dspark.worker.resource.gpu.discoveryScript=" + twoGpus());
        return Server.start(folder, name, environment, command);
    }

    /** Finds GPUs that are not there. */
    private Path twoGpus() {
        try {
            Path script = Files.writeString(
                    Files.createDirectories(folder).resolve("two-gpus"),
                    "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
            if (!script.toFile().setExecutable(true)) {
                throw new IOException("cannot make " + script + " executable");
            }
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command on this cluster: on its Spark, as executors of one core. */
    Command alig(Path workingFolder, String... arguments) {
        return Command.alig(
                        workingFolder,
                        Stream.concat(
                                        Stream.of(arguments),
                                        Stream.of(
                                                "--master",
                                                url,
                                                "--conf",
                                                "spark.executor.memory=1g",
                                                "--conf",
                                                "spark.cores.max=2"))
                                .toArray(String[]::new))
                .on(spark)
                .onLoopback();
    }

    /** Executors that were started so far: a folder each in that of their application. */
    long executors() {
        try (Stream<Path> all = Files.walk(folder.resolve("work"), 2)) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
