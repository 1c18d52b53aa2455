package io.aligspark.job.cli;

import io.aligspark.job.submit.SparkSettings;

/** Main class of {@code submit-scripts/alig} for commands that start no Spark: {@code submit-scripts/alig} lists them. */
public final class WithoutSpark {
    private WithoutSpark() {}

    /** As {@link Alig#main}, with the site's settings of file systems, which spark-submit hands on likewise. */
    public static void main(String[] arguments) {
        SparkSettings.ofSite(System.getenv()).forEach((key, value) -> {
            if (key.startsWith("spark.hadoop.")) {
                System.setProperty(key, value);
            }
        });
        Alig.main(arguments);
    }
}
