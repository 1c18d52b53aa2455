package io.aligspark.job.bench;

import io.aligspark.networks.EngineProvider;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An {@link EngineWorker} in a JVM like this one. */
final class EngineProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader answers;

    /** Seconds a step, those on the CPU, and resident memory at the end. */
    record Block(double seconds, double cpuSeconds, long kilobytes) {}

    EngineProcess(Map<String, String> properties, String... arguments) {
        try {
            // Under spark-submit our jars are not on the class path.
            List<String> code = new ArrayList<>();
            code.add(jarOf(EngineWorker.class));
            for (EngineProvider engine : EngineProvider.all()) {
                code.add(jarOf(engine.getClass()));
            }
            code.add(System.getProperty("java.class.path"));
            String classPath = code.stream().distinct().collect(Collectors.joining(File.pathSeparator));
            Stream<String> options = properties.entrySet().stream()
                    .map(property -> "-D" + property.getKey() + "=" + property.getValue());
            String logging = System.getProperty("log4j2.configurationFile");
            ProcessBuilder builder = new ProcessBuilder(Stream.of(
                            Stream.of(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    // Touched at once: what grows later is native memory.
                                    "-Xms1g",
                                    "-Xmx1g",
                                    "-XX:+AlwaysPreTouch",
                                    "-cp",
                                    classPath),
                            options,
                            logging == null ? Stream.<String>of() : Stream.of("-Dlog4j2.configurationFile=" + logging),
                            Stream.of(EngineWorker.class.getName()),
                            Stream.of(arguments))
                    .flatMap(words -> words)
                    .toList());
            builder.environment().put("OMP_NUM_THREADS", "1");
            process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            answers = process.inputReader(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    Block steps(int count) {
        String[] words = ask("steps " + count).split(" ", -1);
        return new Block(Double.parseDouble(words[0]), Double.parseDouble(words[1]), Long.parseLong(words[2]));
    }

    Map<String, Double> profile(int count, int shardSize) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (String word : ask("profile " + count + " " + shardSize).split(" ", -1)) {
            int equals = word.indexOf('=');
            seconds.put(word.substring(0, equals), Double.parseDouble(word.substring(equals + 1)));
        }
        return seconds;
    }

    private String ask(String command) {
        try {
            process.outputWriter(StandardCharsets.UTF_8)
                    .append(command)
                    .append('\n')
                    .flush();
            for (String line = answers.readLine(); line != null; line = answers.readLine()) {
                if (line.startsWith(EngineWorker.RESULT)) {
                    return line.substring(EngineWorker.RESULT.length());
                }
            }
            throw new IllegalStateException("the measured process ended, exit code " + process.waitFor());
        } catch (IOException e) {
            throw new UncheckedIOException("the measured process ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        process.destroy();
    }
}
