package io.aligspark.job.cli;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.doctor.Doctor;
import io.aligspark.job.launch.Launch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code alig doctor}. */
@Command(
        name = "doctor",
        description =
                "Checks what a run needs, on the cluster that it would run on: a line each with ok, warning or error, and"
                        + " the remedy. Exit code 2 if there is an error.",
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "CONFIG|KEY=VALUE",
            description = "A configuration, whose data, output and shards are checked too, and keys that override it.")
    private List<String> arguments = new ArrayList<>();

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        List<String> overrides =
                arguments.stream().filter(argument -> argument.contains("=")).toList();
        List<String> configs =
                arguments.stream().filter(argument -> !argument.contains("=")).toList();
        if (configs.size() > 1) {
            throw new IllegalArgumentException(
                    "alig doctor expects one configuration at most, but was given " + configs);
        }
        Optional<Settings> settings = configs.stream().findFirst().map(config -> Settings.load(config, overrides));
        RunConfig.Engine engine = RunConfig.Engine.of(settings.orElseGet(() -> Settings.ofOverrides(overrides)));
        try (Launch running = cluster.launch()) {
            return new Doctor(System.out).examine(settings, engine, running) ? 0 : Alig.BAD_INPUT;
        }
    }
}
