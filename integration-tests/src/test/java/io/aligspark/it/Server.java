package io.aligspark.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileUtil;

/** A process of a cluster, which runs until it is closed and writes a log. */
final class Server implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(2);

    private final ProcessTree tree;
    private final Path log;

    private Server(ProcessTree tree, Path log) {
        this.tree = tree;
        this.log = log;
    }

    /** Starts it in that folder, which is made; what it writes goes to a log there. */
    static Server start(Path folder, String name, Map<String, String> environment, List<String> words) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Path log = folder.resolve(name + ".log");
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("SPARK_") || key.startsWith("HADOOP_"));
        builder.environment().putAll(environment);
        return new Server(ProcessTree.start(builder), log);
    }

    /** A main class of the tests, with their class path. The folder is emptied before. */
    static Server java(Path folder, Class<?> main, String heap, String... arguments) {
        FileUtil.fullyDelete(folder.toFile());
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                Command.SHORT_LIVED,
                // Hadoop's injection of dependencies.
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(List.of(arguments));
        return start(folder, main.getSimpleName(), Map.of("SPARK_LOCAL_IP", "127.0.0.1"), words);
    }

    /** Waits for a line of the log, as often as said. */
    MatchResult await(Pattern line, int times) {
        return Await.until(
                "\"" + line + "\"",
                START,
                () -> {
                    List<MatchResult> found = line.matcher(text()).results().toList();
                    if (!tree.root().isAlive() && found.size() < times) {
                        throw new AssertionError("the server ended before \"" + line + "\":\n" + text());
                    }
                    return found.size() < times ? Optional.empty() : Optional.of(found.get(times - 1));
                },
                this::text);
    }

    /** Its processes. */
    ProcessTree tree() {
        return tree;
    }

    private String text() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        tree.close();
    }
}
