package io.aligspark.job.launch;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A line of Spark's releases, of which all patches are alike.
 *
 * @param version as Spark says it
 * @param major of that version; 0 if it is none that we understand
 * @param minor of that version
 */
public record SparkLine(String version, int major, int minor) {
    /** What the tests run on; between these lines, too. */
    public static final String SUPPORTED = "3.5 to 4.2";

    private static final int OLDEST = 305;
    private static final int NEWEST = 402;
    private static final Pattern MAJOR_AND_MINOR = Pattern.compile("(\\d{1,3})\\.(\\d{1,2})\\b.*");

    /** That of a version such as 4.2.0, also with a distributor's suffix. */
    static SparkLine of(String version) {
        Matcher matcher = MAJOR_AND_MINOR.matcher(version);
        return matcher.matches()
                ? new SparkLine(version, Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new SparkLine(version, 0, 0);
    }

    /** That of the Spark on the class path. */
    public static SparkLine running() {
        return of(org.apache.spark.package$.MODULE$.SPARK_VERSION());
    }

    /** @throws IllegalArgumentException if it is too old */
    void require() {
        if (major > 0 && line() < OLDEST) {
            throw new IllegalArgumentException("Spark " + version + " is too old: alig-spark runs on Spark " + SUPPORTED
                    + "; set SPARK_HOME to one, or unset it for the Spark that the build assembles");
        }
    }

    /** What to tell of a line that the tests do not run on. */
    public Optional<String> warning() {
        return major > 0 && line() <= NEWEST
                ? Optional.empty()
                : Optional.of("Spark " + version + " is not one that alig-spark is tested on (" + SUPPORTED + ")");
    }

    private int line() {
        return 100 * major + minor;
    }
}
