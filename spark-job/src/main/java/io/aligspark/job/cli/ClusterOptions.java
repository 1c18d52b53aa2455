package io.aligspark.job.cli;

import io.aligspark.job.launch.Launch;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a command runs. {@code submit-scripts/alig} hands all of this to spark-submit; without it, the first two do. */
final class ClusterOptions {
    @Option(
            names = "--master",
            paramLabel = "URL",
            description = "local[N], spark://HOST:PORT, yarn or k8s://URL; default: spark-submit's, local[*].")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A Spark setting; may be repeated.",
            mapFallbackValue = "")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(
            names = "--deploy-mode",
            paramLabel = "MODE",
            description = "client, the default: the driver is this process; cluster: it runs on the cluster.")
    private String deployMode;

    @Option(names = "--gpu", description = "On a cluster: one GPU for each task.")
    private boolean[] gpu = {};

    @Option(names = "--dry-run", description = "Print the command of spark-submit, without secrets, and do not run it.")
    private boolean[] dryRun = {};

    /** @throws IllegalArgumentException if there is an option that only the script can follow */
    Launch launch() {
        if (deployMode != null || gpu.length + dryRun.length > 0) {
            throw new IllegalArgumentException(
                    "--deploy-mode, --gpu and --dry-run are options of submit-scripts/alig: with spark-submit, give its own");
        }
        return new Launch(master, settings, System.out);
    }
}
