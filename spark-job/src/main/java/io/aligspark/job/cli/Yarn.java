package io.aligspark.job.cli;

import java.util.Optional;

/** YARN's cluster deploy mode: this process is the application master, and if it dies, YARN starts another attempt. Driver. */
final class Yarn {
    private Yarn() {}

    /** The id of the application, the same for all its attempts; empty unless this process is its master. */
    static Optional<String> application() {
        // Set by Spark's ApplicationMaster before it calls the main class.
        return Optional.ofNullable(System.getProperty("spark.yarn.app.id"));
    }
}
