package io.aligspark.job.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.aligspark.job.session.StartClock;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * From the command to the first step of training, against the first job of an empty application through the same
 * spark-submit. Processes as a user starts them; they take turns, so that what else the machine does meets all.
 */
public final class StartupBenchmark {
    private static final String LAUNCH = "launch";

    private final Path home;
    private final Path spark;
    private final PrintStream out;

    /**
     * With what is installed there; prints to {@code out}.
     *
     * @throws IllegalArgumentException if the environment does not say where
     */
    public StartupBenchmark(Map<String, String> environment, PrintStream out) {
        if (!environment.containsKey("ALIG_HOME") || !environment.containsKey("SPARK_HOME")) {
            throw new IllegalArgumentException("alig bench --startup measures submit-scripts/alig: call it by that");
        }
        this.home = Path.of(environment.get("ALIG_HOME"));
        this.spark = Path.of(environment.get("SPARK_HOME"));
        this.out = out;
    }

    /** Seconds of the parts of a start. */
    private record Start(Map<String, Double> parts) {
        double seconds() {
            return parts.values().stream().mapToDouble(Double::doubleValue).sum();
        }

        double part(String name) {
            return parts.getOrDefault(name, 0.0);
        }
    }

    /** Whole seconds of a command, and those on the CPU. */
    private record Cost(double seconds, double cpuSeconds) {}

    /**
     * Starts each of them a number of times, after one that is not counted; training goes on for an epoch.
     *
     * @param arguments of {@code alig train}; none means the quickstart
     */
    public void run(List<String> arguments, int rounds) {
        List<String> given = arguments.isEmpty()
                ? List.of(home.resolve("conf/quickstart.conf").toString())
                : arguments;
        try {
            Path folder = Files.createTempDirectory("alig-startup");
            try {
                measure(folder, given, rounds);
            } finally {
                delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void measure(Path folder, List<String> arguments, int rounds) throws IOException {
        Path jar = emptyApplication(folder.resolve("empty.jar"));
        List<Start> trainings = new ArrayList<>();
        List<Start> empties = new ArrayList<>();
        List<Cost> versions = new ArrayList<>();
        List<Cost> configs = new ArrayList<>();
        for (int i = -1; i < rounds; i++) {
            Start training = training(folder, "run" + i, arguments);
            Start empty = empty(folder, jar);
            Cost version = cost(folder, "--version");
            Cost effective = cost(folder, "config", arguments.get(0));
            if (i >= 0) {
                trainings.add(training);
                empties.add(empty);
                versions.add(version);
                configs.add(effective);
            }
        }
        out.printf(
                Locale.ROOT,
                "training by %s against an empty RDD application, %d starts of each in turns%n%n",
                arguments.get(0),
                rounds);
        double[] ratios = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            ratios[i] = trainings.get(i).seconds() / empties.get(i).seconds();
        }
        out.printf(Locale.ROOT, "  %-46s %10s%n", "ratio", "median");
        out.printf(
                Locale.ROOT,
                "  %-46s %10.2f%n%n",
                "command to first step / command to empty job",
                Benchmark.median(ratios));
        Start training = middle(trainings);
        Start empty = middle(empties);
        out.printf(Locale.ROOT, "  %-46s %10s %10s%n", "seconds, of the median start", "training", "empty");
        line("command to first step or job", training.seconds(), empty.seconds());
        part("command to JVM (alig, spark-submit)", LAUNCH, training, empty);
        part("JVM to Spark (SparkSubmit, configuration)", StartClock.SUBMIT, training, empty);
        part("Spark", StartClock.SPARK, training, empty);
        part("engine", StartClock.ENGINE, training, empty);
        part("data", StartClock.DATA, training, empty);
        part("first step or job", StartClock.FIRST_STEP, training, empty);
        out.printf(Locale.ROOT, "%n  %-46s %10s %10s%n", "seconds, medians", "whole", "CPU");
        costs("alig --version", versions);
        costs("alig config", configs);
    }

    private void part(String title, String part, Start training, Start empty) {
        line("  " + title, training.part(part), empty.part(part));
    }

    private void line(String title, double first, double second) {
        out.printf(Locale.ROOT, "  %-46s %10.2f %10.2f%n", title, first, second);
    }

    private void costs(String title, List<Cost> costs) {
        line(
                title,
                Benchmark.median(costs.stream().mapToDouble(Cost::seconds).toArray()),
                Benchmark.median(costs.stream().mapToDouble(Cost::cpuSeconds).toArray()));
    }

    /** That of the median, so that its parts add up. */
    private static Start middle(List<Start> starts) {
        return starts.stream()
                .sorted(Comparator.comparingDouble(Start::seconds))
                .toList()
                .get(starts.size() / 2);
    }

    private Start training(Path folder, String run, List<String> arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of(alig(), "train"));
        words.addAll(arguments);
        words.addAll(List.of("train.epochs=1", "output.dir=" + folder, "output.run=" + run));
        long command = System.currentTimeMillis();
        output(folder, words);
        JsonNode line = startUp(folder.resolve(run).resolve(RunFolder.METRICS));
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put(LAUNCH, 1e-3 * (line.path("jvm").asLong() - command));
        for (String part : StartClock.PARTS) {
            parts.put(part, line.path(part).asDouble());
        }
        return new Start(parts);
    }

    private static JsonNode startUp(Path metrics) throws IOException {
        try (Stream<String> lines = Files.lines(metrics)) {
            String line = lines.filter(text -> text.startsWith("{\"type\":\"startup\""))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no first step in " + metrics));
            return new ObjectMapper().readTree(line);
        }
    }

    private Start empty(Path folder, Path jar) throws IOException {
        long command = System.currentTimeMillis();
        String[] words = output(
                        folder,
                        List.of(
                                spark.resolve("bin/spark-submit").toString(),
                                "--master",
                                "local[*]",
                                "--class",
                                EmptyApplication.class.getName(),
                                jar.toString()))
                .lines()
                .filter(line -> line.startsWith(EmptyApplication.RESULT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the empty application did not end"))
                .substring(EmptyApplication.RESULT.length() + 1)
                .split(" ", -1);
        List<String> parts = List.of(LAUNCH, StartClock.SUBMIT, StartClock.SPARK, StartClock.FIRST_STEP);
        Map<String, Double> seconds = new LinkedHashMap<>();
        long last = command;
        for (int i = 0; i < parts.size(); i++) {
            long time = Long.parseLong(words[i]);
            seconds.put(parts.get(i), 1e-3 * (time - last));
            last = time;
        }
        return new Start(seconds);
    }

    /** By the shell, which knows the CPU time of a process that has ended, as this JVM does not. */
    private Cost cost(Path folder, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(
                List.of("bash", "-c", "TIMEFORMAT='%R %U %S'; time \"$@\" > /dev/null", "bash", alig()));
        words.addAll(List.of(arguments));
        String[] seconds = output(folder, words)
                .lines()
                .reduce("", (first, second) -> second)
                .split(" ", -1);
        return new Cost(
                Double.parseDouble(seconds[0]), Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]));
    }

    private String alig() {
        return home.resolve("submit-scripts/alig").toString();
    }

    /** All that a command wrote, also as errors. */
    private static String output(Path folder, List<String> words) throws IOException {
        Path file = folder.resolve("output");
        Process process = new ProcessBuilder(words)
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        try {
            int code = process.waitFor();
            String output = Files.readString(file);
            if (code != 0) {
                throw new IllegalStateException(String.join(" ", words) + " ended with " + code + ":\n" + output);
            }
            return output;
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static Path emptyApplication(Path jar) throws IOException {
        String name = EmptyApplication.class.getName().replace('.', '/') + ".class";
        try (InputStream code = EmptyApplication.class.getClassLoader().getResourceAsStream(name);
                JarOutputStream archive = new JarOutputStream(Files.newOutputStream(jar))) {
            archive.putNextEntry(new JarEntry(name));
            code.transferTo(archive);
        }
        return jar;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
