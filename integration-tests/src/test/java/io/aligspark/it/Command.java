package io.aligspark.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the project as a user runs it: a process of its own in an empty folder. */
final class Command {
    static final Path HOME =
            Path.of(System.getProperty("alig.home")).toAbsolutePath().normalize();
    static final Path SHARED = Path.of(System.getProperty("alig.shared"));
    /** Where the clusters that all tests share write. */
    static final Path CLUSTERS = Path.of(System.getProperty("alig.clusters")).toAbsolutePath();

    /** For JVMs that live for seconds, too short for optimised code to pay. */
    static final String SHORT_LIVED = "-XX:TieredStopAtLevel=1";

    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** For what a JVM writes when it is asked for its threads. */
    private static final Duration DUMP = Duration.ofSeconds(5);

    private static final Pattern SHA256 = Pattern.compile("weights sha256 ([0-9a-f]{64})");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Path folder;

    private Command(Path folder, Path script, String... arguments) {
        this.folder = folder;
        words.add(script.toString());
        words.addAll(List.of(arguments));
        environment.put("ALIG_DRIVER_MEMORY", "2g");
        environment.put("SPARK_SUBMIT_OPTS", SHORT_LIVED);
        submit();
    }

    /** {@code submit-scripts/alig} with arguments, run in that folder. */
    static Command alig(Path folder, String... arguments) {
        return new Command(folder, HOME.resolve("submit-scripts/alig"), arguments);
    }

    /** {@code submit-scripts/quickstart}, run in that folder in every respect as by a user. */
    static Command quickstart(Path folder) {
        Command command = new Command(folder, HOME.resolve("submit-scripts/quickstart"));
        command.environment.clear();
        return command;
    }

    /** {@code spark-submit} of that Spark with arguments, run in that folder. */
    static Command sparkSubmit(Path folder, SparkHome spark, String... arguments) {
        Command command = new Command(folder, spark.path().resolve("bin/spark-submit")).on(spark);
        command.words.addAll(List.of("--conf", "spark.executor.extraJavaOptions=" + SHORT_LIVED));
        command.words.addAll(List.of(arguments));
        return command;
    }

    /** With that Spark instead of the one built. */
    Command on(SparkHome spark) {
        environment.put("SPARK_HOME", spark.path().toString());
        return this;
    }

    /** With a variable in its environment. */
    Command with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** With these options of spark-submit. */
    Command submit(String... options) {
        environment.put(
                "ALIG_SUBMIT_OPTIONS",
                "--conf spark.executor.extraJavaOptions=" + SHORT_LIVED + " " + String.join(" ", options));
        return this;
    }

    /** Where executors that are no children of it find it, whatever the name of this machine resolves to. */
    Command onLoopback() {
        environment.put("SPARK_LOCAL_IP", "127.0.0.1");
        return this;
    }

    /** With the Hadoop configuration in that folder. */
    Command hadoop(Path configuration) {
        environment.put("HADOOP_CONF_DIR", configuration.toString());
        return this;
    }

    /** What a finished command left: its exit code and all it wrote. */
    record Output(int exitCode, String out, String error) {
        /** The hash that training prints at its end. */
        String sha256() {
            Matcher matcher = SHA256.matcher(out);
            if (exitCode != 0 || !matcher.find()) {
                throw new AssertionError("no weights, exit code " + exitCode + ":\n" + out + error);
            }
            return matcher.group(1);
        }

        /** The percentage behind a word in the output. */
        double percentage(String word) {
            Matcher matcher = Pattern.compile(word + " ([0-9.]+) %").matcher(out);
            if (!matcher.find()) {
                throw new AssertionError("no " + word + ":\n" + out + error);
            }
            return Double.parseDouble(matcher.group(1));
        }
    }

    /** Runs to the end. */
    Output run() {
        return runUntil(line -> false);
    }

    /** Runs to the end, or kills the process (SIGKILL) once it has written such a line. */
    Output runUntil(Predicate<String> last) {
        return runWatched((line, process) -> {
            if (last.test(line)) {
                // Not Process.destroyForcibly, which would close the stream that is being read.
                process.destroyForcibly();
            }
        });
    }

    /**
     * Runs to the end; the watcher is told of every line.
     *
     * @throws AssertionError if it does not end in time, with what its threads do; all its processes are killed then
     */
    Output runWatched(BiConsumer<String, ProcessHandle> watcher) {
        Path error = temporary();
        ProcessBuilder builder = builder().redirectError(error.toFile());
        StringBuilder out = new StringBuilder();
        try (ProcessTree tree = ProcessTree.start(builder)) {
            AtomicBoolean late = new AtomicBoolean();
            CompletableFuture<Void> limit = CompletableFuture.runAsync(
                    () -> {
                        late.set(true);
                        tree.dumpThreads();
                        CompletableFuture.delayedExecutor(DUMP.toSeconds(), TimeUnit.SECONDS)
                                .execute(tree::kill);
                    },
                    CompletableFuture.delayedExecutor(LIMIT.toSeconds(), TimeUnit.SECONDS));
            Process process = tree.root();
            process.getOutputStream().close();
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line; (line = reader.readLine()) != null; ) {
                    out.append(line).append('\n');
                    watcher.accept(line, process.toHandle());
                }
            }
            int exitCode = process.waitFor();
            String errorText = Files.readString(error);
            Files.delete(error);
            limit.cancel(false);
            if (late.get()) {
                throw new AssertionError(
                        "did not end within " + LIMIT.toMinutes() + " min: " + words + "\n" + out + errorText);
            }
            return new Output(exitCode, out.toString(), errorText);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process, not yet started. */
    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("SPARK_") || name.startsWith("OMP_") || name.startsWith("HADOOP_"));
        builder.environment().putAll(environment);
        return builder;
    }

    private Path temporary() {
        try {
            return Files.createTempFile(folder, "error", ".txt");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
