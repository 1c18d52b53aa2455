package io.aligspark.job.cli;

import io.aligspark.job.bench.Benchmark;
import io.aligspark.job.bench.EngineBenchmark;
import io.aligspark.job.bench.StartupBenchmark;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.launch.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig bench}. */
@Command(
        name = "bench",
        description = "Shows where the time of a training step goes, against the engine alone and an empty Spark job."
                + " With --engine: the engine's speed on one thread, on synthetic samples, against its library out of"
                + " the box and, if it is there, the other engine. With --startup: from the command to the first step,"
                + " against an empty RDD application.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    private static final int STEPS = 50;
    private static final int STARTS = 5;

    @Parameters(
            index = "0..*",
            paramLabel = "ARGUMENT",
            description = "A configuration, conf/quickstart.conf, then KEY=VALUE to override its keys. With --engine:"
                    + " names of networks or configurations; none for all named networks.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--engine", description = "The engine alone: no Spark, no data.")
    private boolean engine;

    @Option(
            names = "--startup",
            description = "From the command to the first step, by default of conf/quickstart.conf.")
    private boolean startup;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description = "Measured steps, default 50; with --engine 200. With --startup: starts, default 5.")
    private Integer steps;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        if (engine) {
            new EngineBenchmark(System.out).run(arguments, steps == null ? 200 : steps);
            return 0;
        }
        int measured = steps == null ? (startup ? STARTS : STEPS) : steps;
        if (measured < 1) {
            throw new IllegalArgumentException("--steps must be >= 1, but was " + measured);
        }
        if (startup) {
            new StartupBenchmark(System.getenv(), System.out).run(arguments, measured);
            return 0;
        }
        if (arguments.isEmpty()) {
            throw new IllegalArgumentException("alig bench expects a configuration, or --engine, but was given none");
        }
        RunConfig run = RunConfig.of(Settings.load(arguments.get(0), arguments.subList(1, arguments.size())));
        try (Launch running = cluster.launch()) {
            new Benchmark(running, System.out).run(run, measured);
        }
        return 0;
    }
}
