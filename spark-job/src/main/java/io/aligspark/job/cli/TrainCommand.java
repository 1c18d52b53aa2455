package io.aligspark.job.cli;

import io.aligspark.job.config.Settings;
import io.aligspark.job.report.RunReport;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.job.train.Cluster;
import io.aligspark.job.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig train}. */
@Command(name = "train", description = "Trains a network, or continues a run.", mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
    @Parameters(
            arity = "0..*",
            paramLabel = "CONFIG|KEY=VALUE",
            description = "A configuration (conf/quickstart.conf), and keys that override it.")
    private List<String> arguments = new ArrayList<>();

    @Option(names = "--resume", paramLabel = "RUN", description = "Continue the run in this folder.")
    private String resume;

    @Option(names = "--overwrite", description = "Replace the output folder if it exists.")
    private boolean overwrite;

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        List<String> overrides =
                arguments.stream().filter(argument -> argument.contains("=")).toList();
        List<String> configs =
                arguments.stream().filter(argument -> !argument.contains("=")).toList();
        if (configs.size() != (resume == null ? 1 : 0)) {
            throw new IllegalArgumentException(
                    "give either one configuration (alig train conf/quickstart.conf key=value ...) or --resume RUN,"
                            + " but was given " + arguments);
        }
        Settings settings;
        RunFolder folder;
        if (resume != null) {
            folder = RunFolder.existing(resume);
            settings = Settings.resumed(resume + "/" + RunFolder.CONFIG, overrides);
        } else {
            settings = Settings.load(configs.get(0), overrides);
            String run = settings.has("output.run") ? settings.text("output.run") : baseName(configs.get(0));
            folder = RunFolder.forNewRun(settings.text("output.dir") + "/" + run, overwrite);
        }
        try (Cluster running = cluster.cluster()) {
            Training.Result result =
                    new Training(running, System.out).run(settings, folder, resume != null, Terminal.isInteractive());
            result.test().ifPresent(test -> System.out.println("test " + test.summary()));
            System.out.println("weights sha256 " + result.sha256());
            System.out.println("model   " + folder.model().describe(""));
            System.out.println("metrics " + folder.files().describe(RunFolder.METRICS));
            System.out.println("report  " + folder.files().describe(RunReport.NAME));
            System.out.println("config  " + folder.files().describe(RunFolder.CONFIG));
        }
        return 0;
    }

    static String baseName(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.endsWith(".conf") ? name.substring(0, name.length() - ".conf".length()) : name;
    }
}
