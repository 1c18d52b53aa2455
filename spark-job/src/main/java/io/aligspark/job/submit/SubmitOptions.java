package io.aligspark.job.submit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** The options of {@code alig} that spark-submit must know before Spark starts, wherever they stand. */
@Command(name = "alig")
final class SubmitOptions {
    /** Where the driver runs. */
    enum DeployMode {
        /** In the process that submits. */
        CLIENT,
        /** On the cluster. */
        CLUSTER
    }

    @Option(names = "--master")
    String master;

    @Option(names = "--deploy-mode")
    DeployMode deployMode;

    @Option(names = "--conf", mapFallbackValue = "")
    Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--files", split = ",")
    List<String> files = new ArrayList<>();

    @Option(names = "--gpu")
    boolean[] gpu = {};

    @Option(names = "--dry-run")
    boolean[] dryRun = {};

    /** All other words, in order. */
    @Unmatched
    List<String> others = new ArrayList<>();

    /** @throws IllegalArgumentException if an option has no value, or a wrong one */
    static SubmitOptions parse(List<String> words) {
        SubmitOptions options = new SubmitOptions();
        try {
            new CommandLine(options)
                    .setCaseInsensitiveEnumValuesAllowed(true)
                    .setOverwrittenOptionsAllowed(true)
                    .setExpandAtFiles(false)
                    .parseArgs(words.toArray(String[]::new));
        } catch (CommandLine.ParameterException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return options;
    }

    /** These, and where they say nothing, those; other words are these alone. */
    SubmitOptions over(SubmitOptions below) {
        SubmitOptions both = new SubmitOptions();
        both.master = master == null ? below.master : master;
        both.deployMode = deployMode == null ? below.deployMode : deployMode;
        both.settings.putAll(below.settings);
        both.settings.putAll(settings);
        both.files.addAll(below.files);
        both.files.addAll(files);
        both.gpu = gpu.length > 0 ? gpu : below.gpu;
        both.dryRun = dryRun.length > 0 ? dryRun : below.dryRun;
        both.others.addAll(others);
        return both;
    }
}
