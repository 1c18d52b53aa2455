package io.aligspark.job.cli;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.train.Benchmark;
import io.aligspark.job.train.Cluster;
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
        description = "Shows where the time of a training step goes, against the engine alone and an empty Spark job.",
        mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A configuration: conf/quickstart.conf.")
    private String config;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override it.")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--steps", paramLabel = "N", description = "Measured steps, default 50.")
    private int steps = 50;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        if (steps < 1) {
            throw new IllegalArgumentException("--steps must be >= 1, but was " + steps);
        }
        RunConfig run = RunConfig.of(Settings.load(config, overrides));
        try (Cluster running = cluster.cluster()) {
            new Benchmark(running, System.out).run(run, steps);
        }
        return 0;
    }
}
