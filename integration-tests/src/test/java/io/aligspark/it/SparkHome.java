package io.aligspark.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** A Spark that the build has assembled. */
enum SparkHome {
    /** The one that users get. */
    SPARK_42("Spark 4.2", "submit-scripts/spark-home"),
    SPARK_35("Spark 3.5", "integration-tests/spark-homes/3.5"),
    SPARK_35_SCALA_212("Spark 3.5, Scala 2.12", "integration-tests/spark-homes/3.5-scala-2.12"),
    SPARK_40("Spark 4.0", "integration-tests/spark-homes/4.0");

    private final String title;
    private final Path path;

    SparkHome(String title, String module) {
        this.title = title;
        path = Command.HOME.resolve(module).resolve("target/spark");
    }

    /** The folder. Skips the test where it was not built. */
    Path path() {
        assumeTrue(Files.exists(path.resolve("RELEASE")), title + " is built with -Pexhaustive only: no " + path);
        return path;
    }

    @Override
    public String toString() {
        return title;
    }
}
