package io.aligspark.job.cli;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.inspect.Inspection;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.storage.HadoopFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig data inspect}. */
@Command(
        name = "inspect",
        description = "Reads the samples of a configuration and shows counts, ranges, bad records and, of images, a"
                + " contact sheet.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "CONFIG", description = "A configuration: conf/quickstart.conf.")
    private String config;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override it.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The contact sheet, PNG; default: inspect/<configuration>.png in output.dir.")
    private String output;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        Settings settings = Settings.load(config, overrides);
        String name = TrainCommand.baseName(config);
        String path = output == null ? settings.text("output.dir") + "/inspect/" + name + ".png" : output;
        int slash = path.lastIndexOf('/');
        HadoopFiles folder = HadoopFiles.of(slash < 0 ? "." : path.substring(0, slash + 1));
        String file = path.substring(slash + 1);
        // Bad records are to be listed, not to end this.
        RunConfig run = RunConfig.of(settings.with("data.on-bad-record", "skip"));
        try (Launch running = cluster.launch()) {
            if (new Inspection(run, System.out).run(running, name, folder, file)) {
                System.out.println("sheet   " + folder.describe(file));
            }
        }
        return 0;
    }
}
