package io.aligspark.job.doctor;

import io.aligspark.job.launch.SparkLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import scala.util.Properties;

/** Java, Spark, Scala and the class path of the driver. */
final class DriverCheck implements Check {
    private static final int OLDEST_JAVA = 17;

    /** One of each must be there: of what the jar holds unrelocated, and of what it must not hold. */
    private static final List<String> CLASSES = List.of(
            "io/aligspark/job/cli/Alig.class",
            "org/nd4j/linalg/factory/Nd4j.class",
            "org/bytedeco/javacpp/Loader.class",
            "picocli/CommandLine.class",
            "org/slf4j/LoggerFactory.class",
            "org/apache/hadoop/fs/FileSystem.class",
            "org/apache/spark/SparkContext.class");

    @Override
    public List<Finding> run() {
        List<Finding> findings = new ArrayList<>();
        int java = Runtime.version().feature();
        findings.add(
                java >= OLDEST_JAVA
                        ? Finding.ok("Java " + Runtime.version())
                        : Finding.error("Java " + Runtime.version(), "use " + OLDEST_JAVA + " or newer"));
        SparkLine spark = SparkLine.running();
        String builds = "Spark " + spark.version() + " for Scala " + Properties.versionNumberString();
        findings.add(spark.warning()
                .map(warning -> Finding.warning(builds, "the tests run on Spark " + SparkLine.SUPPORTED))
                .orElse(Finding.ok(builds + " (supported: " + SparkLine.SUPPORTED + ")")));
        int before = findings.size();
        CLASSES.forEach(name -> duplicates(name, findings));
        if (findings.size() == before) {
            findings.add(Finding.ok("class path without conflicts"));
        }
        return findings;
    }

    private static void duplicates(String name, List<Finding> findings) {
        try {
            List<URL> places = Collections.list(
                    Thread.currentThread().getContextClassLoader().getResources(name));
            List<String> jars = places.stream()
                    .map(place -> place.toString().replaceAll("^jar:|!.*$", ""))
                    .distinct()
                    .toList();
            if (jars.size() > 1) {
                findings.add(Finding.warning(
                        "class path has " + name.replace('/', '.').replaceAll("\\.class$", "") + " in " + jars,
                        "leave one of them"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
