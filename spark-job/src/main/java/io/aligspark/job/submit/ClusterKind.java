package io.aligspark.job.submit;

import java.util.Locale;

/** What a Spark master manages. */
enum ClusterKind {
    /** This machine. */
    LOCAL,
    /** Spark's own cluster. */
    STANDALONE,
    /** Hadoop's. */
    YARN,
    /** Pods. */
    KUBERNETES;

    /** @throws IllegalArgumentException if it is none of them */
    static ClusterKind of(String master) {
        if (master.matches("local(-cluster)?(\\[.*)?")) {
            return LOCAL;
        }
        if (master.startsWith("spark://")) {
            return STANDALONE;
        }
        if (master.equals("yarn")) {
            return YARN;
        }
        if (master.startsWith("k8s://")) {
            return KUBERNETES;
        }
        throw new IllegalArgumentException(
                "--master must be local[N], spark://HOST:PORT, yarn or k8s://URL, but was " + master);
    }

    /** In names of files: {@code spark-yarn.conf}. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
