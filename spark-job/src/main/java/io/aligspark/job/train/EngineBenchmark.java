package io.aligspark.job.train;

import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.ProfiledEngine;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Speed of an engine on one thread, without Spark and data, against its library out of the box. Each of the two is a
 * process of its own; they take turns, so that what else the machine does meets both.
 */
public final class EngineBenchmark {
    private static final int ROUNDS = 8;
    private static final int WARM_UP = 3;
    // The default of train.shard-size.
    private static final int SHARD = 32;

    private final PrintStream out;

    /** Prints to {@code out}. */
    public EngineBenchmark(PrintStream out) {
        this.out = out;
    }

    /**
     * Measures the named cases, or all standard ones.
     *
     * @param namesOrConfigs standard names or configurations; none means all standard names
     * @param steps of each case, at least 8
     * @throws IllegalArgumentException if there is no such case, or steps are too few
     */
    public void run(List<String> namesOrConfigs, int steps) {
        if (steps < ROUNDS) {
            throw new IllegalArgumentException("--steps must be >= " + ROUNDS + " with --engine, but was " + steps);
        }
        List<String> names = namesOrConfigs.isEmpty() ? EngineCase.names() : namesOrConfigs;
        // All of them before the first takes its minutes.
        Map<String, EngineCase> cases = new LinkedHashMap<>();
        names.forEach(name -> cases.put(name, EngineCase.of(name)));
        cases.forEach((name, measured) -> measure(name, measured, steps / ROUNDS));
    }

    private void measure(String name, EngineCase measured, int block) {
        EngineProvider.Baseline library = EngineProvider.of(measured.engine()).baseline();
        out.printf(
                Locale.ROOT,
                "%s, %,d parameters, batch %d, one thread, medians of %d rounds of %d steps%nbaseline: %s%n%n",
                measured.network().name(),
                measured.network().parameters().length(),
                measured.batchSize(),
                ROUNDS,
                block,
                library.description());
        try (Worker engine = new Worker(Map.of(), name);
                Worker baseline = new Worker(library.properties(), name, EngineWorker.BASELINE)) {
            double[] ours = new double[ROUNDS];
            double[] theirs = new double[ROUNDS];
            double[] ratios = new double[ROUNDS];
            double[] cpuRatios = new double[ROUNDS];
            List<String> memory = new ArrayList<>();
            Block warm = engine.steps(WARM_UP);
            memory.add(megabytes(warm) + " at the start");
            double last = baseline.steps(WARM_UP).seconds();
            for (int i = 0; i < ROUNDS; i++) {
                Block round = engine.steps(block);
                // As long a turn as ours: short ones would pay more for what went cold meanwhile.
                int turns = (int) Math.max(1, Math.round(block * round.seconds() / last));
                Block other = baseline.steps(turns);
                last = other.seconds();
                ours[i] = round.seconds();
                theirs[i] = last;
                ratios[i] = last / round.seconds();
                cpuRatios[i] = other.cpuSeconds() / round.cpuSeconds();
                if (i == ROUNDS / 4 - 1 || i == ROUNDS / 2 - 1 || i == ROUNDS - 1) {
                    memory.add(megabytes(round) + " after " + (i + 1) * block + " steps");
                }
            }
            speed("engine", measured, Benchmark.median(ours));
            speed("baseline", measured, Benchmark.median(theirs));
            out.printf(
                    Locale.ROOT,
                    "  engine / baseline %.2f; by CPU time, which other load disturbs less, %.2f%n",
                    Benchmark.median(ratios),
                    Benchmark.median(cpuRatios));
            Map<String, Double> whole = engine.profile(block, measured.batchSize());
            shares(whole);
            handOver("one shard", whole);
            if (measured.batchSize() > SHARD) {
                handOver("shards of " + SHARD, engine.profile(block, SHARD));
            }
            double bytes =
                    (double) Float.BYTES * measured.network().parameters().length();
            out.printf(
                    Locale.ROOT,
                    "  System.arraycopy of the parameters, %.2f MB: %.2f ms, %.1f GB/s%n",
                    1e-6 * bytes,
                    1e3 * whole.get(EngineWorker.COPY),
                    1e-9 * bytes / whole.get(EngineWorker.COPY));
            if (warm.kilobytes() > 0) {
                out.printf("  resident memory, MB: %s%n", String.join(", ", memory));
            }
            out.println();
        }
    }

    private void speed(String what, EngineCase measured, double seconds) {
        out.printf(
                Locale.ROOT,
                "  %-10s %10.1f samples/s %10.2f ms a step%n",
                what,
                measured.batchSize() / seconds,
                1e3 * seconds);
    }

    private void shares(Map<String, Double> seconds) {
        Map<String, Double> parts = parts(seconds);
        double total = sum(parts);
        out.println("  share of a step, by CPU time");
        parts.forEach((part, spent) -> out.printf(Locale.ROOT, "    %-20s %6.2f %%%n", part, 100 * spent / total));
    }

    private void handOver(String shards, Map<String, Double> seconds) {
        double handOver = seconds.get(ProfiledEngine.HAND_OVER);
        out.printf(
                Locale.ROOT,
                "  hand-over of a step in %s: %.2f ms of CPU time, %.2f %%%n",
                shards,
                1e3 * handOver,
                100 * handOver / sum(parts(seconds)));
    }

    private static Map<String, Double> parts(Map<String, Double> seconds) {
        Map<String, Double> parts = new LinkedHashMap<>(seconds);
        parts.remove(EngineWorker.COPY);
        return parts;
    }

    private static double sum(Map<String, Double> seconds) {
        return seconds.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    private static long megabytes(Block block) {
        return block.kilobytes() / 1024;
    }

    /** Seconds a step, those on the CPU, and resident memory at the end. */
    private record Block(double seconds, double cpuSeconds, long kilobytes) {}

    /** An {@link EngineWorker} in a JVM like this one. */
    private static final class Worker implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;

        Worker(Map<String, String> properties, String... arguments) {
            try {
                // Under spark-submit the application jar is not on the class path.
                Path code = Path.of(EngineWorker.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI());
                String classPath = code + File.pathSeparator + System.getProperty("java.class.path");
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
                                logging == null
                                        ? Stream.<String>of()
                                        : Stream.of("-Dlog4j2.configurationFile=" + logging),
                                Stream.of(EngineWorker.class.getName()),
                                Stream.of(arguments))
                        .flatMap(words -> words)
                        .toList());
                builder.environment().put("OMP_NUM_THREADS", "1");
                process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
                answers = process.inputReader(StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (java.net.URISyntaxException e) {
                throw new IllegalStateException(e);
            }
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
}
