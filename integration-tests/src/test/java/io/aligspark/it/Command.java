package io.aligspark.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command of the project as a user runs it: a process of its own in an empty folder. */
final class Command {
    static final Path HOME =
            Path.of(System.getProperty("alig.home")).toAbsolutePath().normalize();
    static final Path SPARK_35 = Path.of(System.getProperty("alig.spark35.home"));
    static final Path SHARED = Path.of(System.getProperty("alig.shared"));

    private static final Pattern SHA256 = Pattern.compile("weights sha256 ([0-9a-f]{64})");

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new TreeMap<>();
    private final Path folder;

    private Command(Path folder, String script, String... arguments) {
        this.folder = folder;
        words.add(HOME.resolve("submit-scripts").resolve(script).toString());
        words.addAll(List.of(arguments));
        environment.put("ALIG_DRIVER_MEMORY", "2g");
    }

    /** {@code submit-scripts/alig} with arguments, run in that folder. */
    static Command alig(Path folder, String... arguments) {
        return new Command(folder, "alig", arguments);
    }

    /** {@code submit-scripts/quickstart}, run in that folder. */
    static Command quickstart(Path folder) {
        return new Command(folder, "quickstart");
    }

    /** With that Spark instead of the one built. */
    Command on(Path sparkHome) {
        environment.put("SPARK_HOME", sparkHome.toAbsolutePath().toString());
        return this;
    }

    /** With a variable in its environment. */
    Command with(String name, String value) {
        environment.put(name, value);
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

    /** Runs to the end; the watcher is told of every line. */
    Output runWatched(BiConsumer<String, ProcessHandle> watcher) {
        try {
            Path error = Files.createTempFile(folder, "error", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(words).directory(folder.toFile()).redirectError(error.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("SPARK_") || name.startsWith("OMP_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            StringBuilder out = new StringBuilder();
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
            return new Output(exitCode, out.toString(), errorText);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
