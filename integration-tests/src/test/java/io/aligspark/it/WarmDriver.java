package io.aligspark.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.it.Command.Output;
import io.aligspark.job.cli.CommandServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A driver that is there already: runs command after command, without the ten seconds that a process takes to start, and if
 * asked all of them on one cluster. One for each Spark and all tests; it ends with them. Says nothing of how a process of a
 * user's own starts and ends: other tests do.
 */
final class WarmDriver {
    private static final Map<SparkHome, WarmDriver> SHARED = new EnumMap<>(SparkHome.class);

    private final ObjectMapper json = new ObjectMapper();
    private final ProcessTree tree;
    private final Path log;
    private final Writer requests;
    private final BufferedReader replies;

    private WarmDriver(SparkHome spark) {
        Path folder = Command.CLUSTERS.resolve("driver-" + spark.name().toLowerCase(Locale.ROOT));
        log = folder.resolve("driver.log");
        try {
            Files.createDirectories(folder);
            ProcessBuilder builder = Command.sparkSubmit(
                            folder,
                            spark,
                            "--master",
                            "local[1]",
                            "--driver-memory",
                            "2g",
                            "--driver-java-options",
                            "-Dlog4j2.configurationFile=" + Command.HOME.resolve("conf/log4j2.properties"),
                            "--class",
                            CommandServer.class.getName(),
                            "--jars",
                            Command.HOME.resolve("spark-job/target/alig-spark.jar") + ","
                                    + Command.HOME.resolve("models/torch/target/alig-spark-torch.jar"),
                            ApplicationJar.of(CommandServer.class, folder).toString(),
                            Command.HOME.resolve("conf/quickstart.conf").toString())
                    .with("OMP_NUM_THREADS", "1")
                    .with("ALIG_HOME", Command.HOME.toString())
                    .builder()
                    .redirectError(log.toFile());
            tree = ProcessTree.start(builder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        requests = new OutputStreamWriter(tree.root().getOutputStream(), StandardCharsets.UTF_8);
        replies = new BufferedReader(new InputStreamReader(tree.root().getInputStream(), StandardCharsets.UTF_8));
    }

    /** That of a Spark. */
    static synchronized WarmDriver of(SparkHome spark) {
        return SHARED.computeIfAbsent(spark, WarmDriver::new);
    }

    /** A command, as behind {@code submit-scripts/alig}. Paths are absolute: its working directory is its own. */
    synchronized Output alig(String... arguments) {
        return ask("alig", List.of(arguments));
    }

    /** Commands that run on one cluster. */
    interface Commands {
        /** Runs them; the driver is the one that was asked. */
        void run(WarmDriver driver);
    }

    /** Starts a cluster, which all those commands use, whatever master they name. */
    synchronized void on(String master, Commands commands) {
        ask("open", master);
        try {
            commands.run(this);
        } finally {
            ask("close", true);
        }
    }

    private Output ask(String kind, Object value) {
        try {
            requests.write(json.writeValueAsString(Map.of(kind, value)) + "\n");
            requests.flush();
            for (String line; (line = replies.readLine()) != null; ) {
                if (line.startsWith("{\"exitCode\"")) {
                    JsonNode reply = json.readTree(line);
                    return new Output(
                            reply.get("exitCode").asInt(),
                            reply.get("out").asText(),
                            reply.get("error").asText());
                }
            }
            throw new AssertionError("the driver has ended:\n" + Files.readString(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
