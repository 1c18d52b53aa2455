package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One line for each finding, on a real Spark context. */
class DoctorTest extends CommandTest {
    private static final String DEPLOY_MODE = "spark.submit.deployMode";

    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2,0\n2,1,1\n3,0,2\n0,3,0\n");
        preset = Files.writeString(folder.resolve("preset.conf"), """
                data { train.samples = "%s", shape = [2], classes = 3 }
                train { batch-size = 4, shard-size = 2 }
                output.dir = "%s"
                """.formatted(rows, folder.resolve("runs")));
    }

    private List<String> lines(int exitCode, String... arguments) {
        assertEquals(
                exitCode,
                execute(Stream.concat(Stream.of("doctor"), Stream.of(arguments)).toArray(String[]::new)),
                () -> out + "\n" + error);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private static void assertHas(List<String> lines, String expected) {
        assertTrue(lines.contains(expected), () -> "no \"" + expected + "\" in\n" + String.join("\n", lines));
    }

    private static List<String> errors(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("error ")).toList();
    }

    @Test
    void aMachineAndAConfigurationWithoutFaults() {
        List<String> lines = lines(0, preset.toString(), "--master", "local[2]");
        assertHas(lines, "ok       Java " + Runtime.version());
        // The class path of these tests has Hadoop twice.
        String twice = "warning  class path has org.apache.hadoop.fs.FileSystem in [";
        assertEquals(
                1, lines.stream().filter(line -> line.contains("class path")).count(), out::toString);
        assertTrue(lines.get(2).startsWith(twice) && lines.get(2).endsWith("]: leave one of them"), out::toString);
        assertTrue(
                lines.get(1)
                        .matches("ok       Spark 3\\.5\\.6 for Scala 2\\.13\\.\\d+ \\(supported: 3\\.5 to 4\\.2\\)"),
                out::toString);
        assertHas(lines, "ok       Spark 3.5.6 on local[2]");
        assertHas(lines, "ok       driver and executors run the same Java");
        assertHas(lines, "ok       output.dir " + folder.resolve("runs") + " can be written");
        assertHas(lines, "ok       data.train: driver and executors read 24 bytes");
        assertHas(lines, "ok       data.train: a sample can be read");
        assertHas(lines, "ok       2 task slots for 2 logical shards a batch");
        assertTrue(
                lines.stream().anyMatch(line -> line.startsWith("ok       engine dl4j: CPU, OpenBLAS ")),
                out::toString);
        assertFalse(Files.exists(folder.resolve("runs")), "nothing is left behind");
    }

    @Test
    void slotsThatWouldStayIdleAreAWarningWithTheRemedy() {
        assertHas(
                lines(0, preset.toString(), "--master", "local[5]"),
                "warning  5 task slots for 2 logical shards a batch, so 3 slots stay idle: a smaller train.shard-size"
                        + " (now 2) or a larger train.batch-size would use them");
    }

    @Test
    void allErrorsAreToldAtOnce() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        List<String> errors = errors(lines(
                2,
                preset.toString(),
                "--master",
                "local[2]",
                "data.train.samples=" + folder + "/missing.csv",
                "output.dir=" + file + "/runs",
                "engine.device=gpu"));
        assertEquals(3, errors.size(), out::toString);
        assertTrue(errors.get(0).startsWith("error    engine.device = gpu, but this build of DL4J"), out::toString);
        assertTrue(errors.get(1).startsWith("error    cannot make " + file + "/runs"), out::toString);
        assertTrue(errors.get(2).contains("no file") || errors.get(2).contains("missing.csv"), out::toString);
    }

    @Test
    void dataThatCannotBeReadAreAnError() throws IOException {
        Path rows = Files.write(folder.resolve("rows.csv.lz4"), new byte[] {4, 0x22, 0x4d, 0x18, 0, 0, 0});
        List<String> errors = errors(lines(2, preset.toString(), "--master", "local[2]", "data.train.samples=" + rows));
        assertEquals(
                List.of("error    data.train.samples: file:" + rows
                        + " is compressed by lz4 in its frame format, which is"
                        + " not read; decompress it, or use gzip, bzip2 or zstd"),
                errors);
        Files.writeString(folder.resolve("rows.csv"), "1,x,0\n2,1,1\n");
        assertEquals(
                1, errors(lines(2, preset.toString(), "--master", "local[2]")).size());
        assertHas(
                lines(0, preset.toString(), "--master", "local[2]", "data.on-bad-record=skip"),
                "warning  data.train.samples: file:" + folder.resolve("rows.csv")
                        + ", line that starts at byte 0: value"
                        + " must be a finite number, but column 1 (counted from 0) was \"x\"");
    }

    @Test
    void withoutAConfigurationTheMachineAlone() {
        List<String> lines = lines(0, "--master", "local[2]");
        assertTrue(
                lines.stream().noneMatch(line -> line.contains("data.") || line.contains("output.dir")), out::toString);
    }

    @Test
    void aDriverOnTheClusterMustNotWriteToItsLocalDisk() {
        System.setProperty(DEPLOY_MODE, "cluster");
        try {
            String expected =
                    "output.dir = " + folder.resolve("runs") + " is a local folder of the machine on the cluster";
            List<String> errors = errors(lines(2, preset.toString(), "--master", "local[2]"));
            assertEquals(1, errors.size(), out::toString);
            assertTrue(errors.get(0).startsWith("error    " + expected), out::toString);

            assertEquals(2, execute("train", preset.toString(), "--master", "local[2]"));
            assertTrue(error.toString(StandardCharsets.UTF_8).startsWith("alig: " + expected), error::toString);
            assertFalse(Files.exists(folder.resolve("runs")));
            lines(0, preset.toString(), "--master", "local[2]", "output.dir=file:" + folder.resolve("runs"));
        } finally {
            System.clearProperty(DEPLOY_MODE);
        }
    }

    @Test
    void mistakesInTheConfigurationEndItBeforeSparkStarts() {
        assertEquals(2, execute("doctor", preset.toString(), "train.epoch=3"));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains("train.epochs"), error::toString);
        assertEquals(2, execute("doctor", "a.conf", "b.conf"));
    }
}
