package io.aligspark.job.cli;

import io.aligspark.job.train.Cluster;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where a command runs. */
final class ClusterOptions {
    @Option(names = "--master", paramLabel = "URL", description = "Spark master; default: spark-submit's, local[*].")
    private String master;

    @Option(
            names = "--conf",
            paramLabel = "KEY=VALUE",
            description = "A Spark setting; may be repeated.",
            mapFallbackValue = "")
    private Map<String, String> settings = new LinkedHashMap<>();

    Cluster cluster() {
        return new Cluster(master, settings, System.out);
    }
}
