package io.aligspark.job.cli;

import io.aligspark.job.compare.Comparison;
import io.aligspark.job.config.Candidate;
import io.aligspark.job.config.ComparisonSettings;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.report.ComparisonReport;
import io.aligspark.job.storage.HadoopFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code alig compare}. */
@Command(
        name = "compare",
        description =
                "Trains by several methods and settings and ranks them; an interrupted comparison goes on where it"
                        + " stopped.",
        mixinStandardHelpOptions = true)
final class CompareCommand implements Callable<Integer> {
    @Parameters(
            index = "0",
            paramLabel = "COMPARISON",
            description = "A comparison: conf/compare/cifar10-wrn-16-1.conf.")
    private String comparison;

    @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Keys that override those of every run.")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--parallel",
            paramLabel = "N",
            description = "Runs at a time; default: as many as have a task slot for each of their shards.")
    private Integer parallel;

    @Option(names = "--overwrite", description = "Train runs again whose settings have changed.")
    private boolean[] overwrite = {};

    @Mixin
    private ClusterOptions cluster;

    @Override
    public Integer call() {
        if (parallel != null && parallel < 1) {
            throw new IllegalArgumentException("--parallel must be >= 1, but was " + parallel);
        }
        List<Candidate> candidates = ComparisonSettings.read(comparison, overrides);
        String folder = candidates.get(0).settings().text("output.dir") + "/" + TrainCommand.baseName(comparison);
        try (Launch running = cluster.launch()) {
            ComparisonReport report = new ComparisonReport(
                    HadoopFiles.of(folder), TrainCommand.baseName(comparison), command(), candidates.size());
            new Comparison(running, System.out, candidates, folder, report)
                    .run(
                            parallel == null ? OptionalInt.empty() : OptionalInt.of(parallel),
                            overwrite.length > 0,
                            Terminal.isInteractive());
        }
        HadoopFiles files = HadoopFiles.of(folder);
        System.out.println("\nruns    " + files.describe(""));
        System.out.println("report  " + files.describe(ComparisonReport.NAME));
        System.out.println("tables  " + files.describe(Comparison.TABLES));
        System.out.println("results " + files.describe(Comparison.RESULTS));
        return 0;
    }

    private String command() {
        return Stream.concat(Stream.of("alig", "compare", comparison), overrides.stream())
                .map(word -> word.matches("[\\w./:=@%+,-]+") ? word : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }
}
