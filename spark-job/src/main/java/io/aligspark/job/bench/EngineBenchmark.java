package io.aligspark.job.bench;

import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.ProfiledEngine;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Speed of an engine on one thread, without Spark and data, against its library out of the box and against the other
 * engines on the class path. Each is a process of its own; they take turns, so that what else the machine does meets all.
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
                "%s, %,d parameters, batch %d, one thread, medians of %d rounds of %d steps%nengine: %s%nbaseline: %s%n%n",
                measured.network().name(),
                measured.network().parameters().length(),
                measured.batchSize(),
                ROUNDS,
                block,
                measured.engine(),
                library.description());
        List<Contestant> contestants = new ArrayList<>();
        try {
            contestants.add(new Contestant("engine", Map.of(), name, measured.engine()));
            contestants.add(
                    new Contestant("baseline", library.properties(), name, measured.engine(), EngineWorker.BASELINE));
            for (EngineProvider other : EngineProvider.all()) {
                if (!other.name().equals(measured.engine())) {
                    contestants.add(new Contestant(other.name(), Map.of(), name, other.name()));
                }
            }
            compete(measured, contestants, block);
            report(measured, contestants.get(0), block);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }

    private void compete(EngineCase measured, List<Contestant> contestants, int block) {
        for (int i = 0; i < ROUNDS; i++) {
            double turn = 0;
            for (Contestant contestant : contestants) {
                // As long turns as the engine's: short ones would pay more for what went cold meanwhile.
                int steps = turn == 0 ? block : (int) Math.max(1, Math.round(turn / contestant.last.seconds()));
                contestant.run(i, steps);
                turn = turn == 0 ? block * contestant.last.seconds() : turn;
            }
        }
        Contestant engine = contestants.get(0);
        for (Contestant contestant : contestants) {
            double seconds = Benchmark.median(contestant.seconds);
            out.printf(
                    Locale.ROOT,
                    "  %-10s %10.1f samples/s %10.2f ms a step%n",
                    contestant.name,
                    measured.batchSize() / seconds,
                    1e3 * seconds);
        }
        Contestant baseline = contestants.get(1);
        ratio(engine, baseline);
        for (Contestant rival : contestants.subList(2, contestants.size())) {
            ratio(rival, engine);
            ratio(rival, baseline);
        }
        for (Contestant contestant : contestants) {
            if (contestant.last.kilobytes() > 0 && contestant != baseline) {
                out.printf("  resident memory of %s, MB: %s%n", contestant.name, String.join(", ", contestant.memory));
            }
        }
    }

    /** How many times as fast one is as the other: the median of the rounds. */
    private void ratio(Contestant one, Contestant other) {
        double[] ratios = new double[ROUNDS];
        double[] cpuRatios = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            ratios[i] = other.seconds[i] / one.seconds[i];
            cpuRatios[i] = other.cpuSeconds[i] / one.cpuSeconds[i];
        }
        out.printf(
                Locale.ROOT,
                "  %s / %s %.2f; by CPU time, which other load disturbs less, %.2f%n",
                one.name,
                other.name,
                Benchmark.median(ratios),
                Benchmark.median(cpuRatios));
    }

    private void report(EngineCase measured, Contestant engine, int block) {
        Map<String, Double> whole = engine.worker.profile(block, measured.batchSize());
        shares(whole);
        handOver("one shard", whole);
        if (measured.batchSize() > SHARD) {
            handOver("shards of " + SHARD, engine.worker.profile(block, SHARD));
        }
        double bytes = (double) Float.BYTES * measured.network().parameters().length();
        out.printf(
                Locale.ROOT,
                "  System.arraycopy of the parameters, %.2f MB: %.2f ms, %.1f GB/s%n%n",
                1e-6 * bytes,
                1e3 * whole.get(EngineWorker.COPY),
                1e-9 * bytes / whole.get(EngineWorker.COPY));
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

    /** One of those that take turns, and what was measured of it. */
    private static final class Contestant implements AutoCloseable {
        private final String name;
        private final EngineProcess worker;
        private final double[] seconds = new double[ROUNDS];
        private final double[] cpuSeconds = new double[ROUNDS];
        private final List<String> memory = new ArrayList<>();
        private int steps;
        private EngineProcess.Block last;

        Contestant(String name, Map<String, String> properties, String... arguments) {
            this.name = name;
            worker = new EngineProcess(properties, arguments);
            last = worker.steps(WARM_UP);
            memory.add(last.kilobytes() / 1024 + " at the start");
        }

        void run(int round, int count) {
            last = worker.steps(count);
            steps += count;
            seconds[round] = last.seconds();
            cpuSeconds[round] = last.cpuSeconds();
            if (round == ROUNDS / 4 - 1 || round == ROUNDS / 2 - 1 || round == ROUNDS - 1) {
                memory.add(last.kilobytes() / 1024 + " after " + steps + " steps");
            }
        }

        @Override
        public void close() {
            worker.close();
        }
    }
}
