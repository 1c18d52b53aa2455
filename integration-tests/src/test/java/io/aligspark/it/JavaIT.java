package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The newest Java of this machine gives the weights of the one that the build runs on. */
class JavaIT {
    @TempDir
    Path folder;

    @Test
    void aNewerJavaGivesTheSameWeights() throws IOException {
        Path newest = newest(21);
        String[] train = {
            "train",
            Command.HOME + "/conf/quickstart.conf",
            "--master",
            "local[2]",
            "train.epochs=2",
            "output.dir=" + folder.resolve("runs"),
            "--overwrite"
        };
        Output output =
                Command.alig(folder, train).with("JAVA_HOME", newest.toString()).run();
        assertEquals(WarmDriver.of(SparkHome.SPARK_42).alig(train).sha256(), output.sha256());
        assertEquals(
                List.of(),
                output.error()
                        .lines()
                        // Java's word on an option that Spark gives it.
                        .filter(line -> !line.equals("WARNING: package sun.security.action not in java.base"))
                        .toList());
    }

    @Test
    void aJavaThatIsTooNewForTheSparkIsOneLine() throws IOException {
        Path newest = newest(24);
        Output output = Command.alig(folder, "train", Command.HOME + "/conf/quickstart.conf")
                .on(SparkHome.SPARK_35)
                .with("JAVA_HOME", newest.toString())
                .run();
        assertEquals(2, output.exitCode(), output::error);
        assertEquals(
                List.of("alig: the Hadoop of Spark 3.5.6 does not run on Java " + version(newest)
                        + ": set JAVA_HOME to Java 17 or 21, or SPARK_HOME to Spark 4.2"),
                output.error()
                        .lines()
                        // Java's own words on Hadoop, and a blank line behind them.
                        .filter(line -> !line.isBlank() && !line.startsWith("WARNING: "))
                        .toList());
    }

    /** The newest Java beside that of the build. Skips the test if it is older than that version. */
    private static Path newest(int oldest) throws IOException {
        Path folder = Path.of(System.getProperty("java.home")).getParent();
        Optional<Path> newest = newest(folder);
        assumeTrue(
                newest.isPresent() && version(newest.get()) >= oldest,
                "no Java from " + oldest + " on beside that of the build, in " + folder);
        return newest.get();
    }

    private static Optional<Path> newest(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(java -> Files.exists(java.resolve("release")) && Files.exists(java.resolve("bin/java")))
                    .max(Comparator.comparingInt(JavaIT::version));
        }
    }

    /** Its feature version; 0 if it does not say. */
    private static int version(Path java) {
        Properties release = new Properties();
        try (Reader reader = Files.newBufferedReader(java.resolve("release"), StandardCharsets.UTF_8)) {
            release.load(reader);
        } catch (IOException e) {
            return 0;
        }
        String version = release.getProperty("JAVA_VERSION", "0").replace("\"", "");
        return Runtime.Version.parse(version).feature();
    }
}
