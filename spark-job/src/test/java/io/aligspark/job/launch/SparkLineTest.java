package io.aligspark.job.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SparkLineTest {
    @ParameterizedTest
    @ValueSource(strings = {"3.5.0", "3.5.6", "3.5.1-amzn-0", "4.0.1", "4.2.0", "4.2.1-SNAPSHOT"})
    void supportedLinesGiveNoWord(String version) {
        SparkLine line = SparkLine.of(version);
        line.require();
        assertEquals(Optional.empty(), line.warning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3.4.3", "2.4.8", "3.3.2.7.1.9.0"})
    void olderOnesAreRefusedInOneLine(String version) {
        SparkLine line = SparkLine.of(version);
        IllegalArgumentException error = assertThrows(IllegalArgumentException.class, line::require);
        assertEquals(
                "Spark " + version + " is too old: alig-spark runs on Spark 3.5 to 4.2; set SPARK_HOME to one, or unset"
                        + " it for the Spark that the build assembles",
                error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.3.0", "4.10.0", "5.0.0", "nightly"})
    void newerAndUnknownOnesWarn(String version) {
        SparkLine line = SparkLine.of(version);
        line.require();
        assertEquals(
                Optional.of("Spark " + version + " is not one that alig-spark is tested on (3.5 to 4.2)"),
                line.warning());
    }

    @Test
    void theOneOnTheClassPathIsKnown() {
        assertEquals(
                "3.5", SparkLine.running().major() + "." + SparkLine.running().minor());
    }
}
