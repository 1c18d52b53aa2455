package io.aligspark.job.cli;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code alig config}. */
@Command(
        name = "config",
        description = "Prints the complete effective configuration and where each value came from.",
        mixinStandardHelpOptions = true)
final class ConfigCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A configuration: conf/quickstart.conf.")
    private String config;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override it.")
    private List<String> overrides = new ArrayList<>();

    @Override
    public Integer call() {
        Settings settings = Settings.load(config, overrides);
        RunConfig.of(settings);
        System.out.print(settings.renderWithOrigins());
        return 0;
    }
}
