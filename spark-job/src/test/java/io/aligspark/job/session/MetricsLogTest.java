package io.aligspark.job.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.report.RunHistory;
import io.aligspark.job.storage.FailingFileSystem;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
    @TempDir
    Path temporary;

    private final List<String> warnings = new ArrayList<>();
    private HadoopFiles folder;

    @BeforeEach
    void useTheFileSystem() {
        FailingFileSystem.register();
        folder = HadoopFiles.of(FailingFileSystem.path(temporary));
    }

    @AfterEach
    void forget() {
        FailingFileSystem.unregister();
    }

    @Test
    void noLineIsLostWhileTheFileSystemIsAway() {
        MetricsLog log = new MetricsLog(folder, 0, warnings::add);
        log.step(step(1));
        log.epoch(epoch(1));
        log.step(step(2));
        FailingFileSystem.fail(true);
        log.epoch(epoch(2));
        log.step(step(3));
        log.epoch(epoch(3));
        FailingFileSystem.fail(false);
        log.step(step(4));
        log.epoch(epoch(4));
        log.close();
        assertEquals(4, RunHistory.read(folder).epochs().size());
        assertEquals(
                8,
                folder.readText(RunFolder.METRICS).lines().distinct().count(),
                () -> folder.readText(RunFolder.METRICS));
        assertEquals(8, folder.readText(RunFolder.METRICS).lines().count());
        assertEquals(1, warnings.size(), warnings::toString);
        assertTrue(warnings.get(0).startsWith("cannot write " + folder.describe(RunFolder.METRICS)), warnings.get(0));
    }

    @Test
    void whatCouldNotBeWrittenIsTold() {
        MetricsLog log = new MetricsLog(folder, 0, warnings::add);
        FailingFileSystem.fail(true);
        log.epoch(epoch(1));
        log.close();
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.get(1).startsWith("the last 1 lines"), warnings.get(1));
    }

    @Test
    void anEarlierAttemptIsCutBehindTheStep() {
        try (MetricsLog log = new MetricsLog(folder, 0, warnings::add)) {
            LongStream.rangeClosed(1, 10).forEach(step -> log.step(step(step)));
        }
        try (MetricsLog log = new MetricsLog(folder, 6, warnings::add)) {
            log.epoch(epoch(7));
        }
        assertEquals(7, folder.readText(RunFolder.METRICS).lines().count());
        assertEquals(List.of(), warnings);
    }

    @Test
    @Tag("exhaustive")
    void aFileLargerThanTheHeap() throws IOException, InterruptedException {
        String line = "{\"type\":\"step\",\"step\":1,\"loss\":0.5,\"stepSize\":0.1,\"unclippedStepSize\":0.2}\n";
        try (BufferedWriter out = Files.newBufferedWriter(temporary.resolve(RunFolder.METRICS))) {
            for (int i = 0; i < 2_000_000; i++) {
                out.write(line);
            }
        }
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        MetricsLogTest.class.getName(),
                        temporary.toString())
                .inheritIO()
                .start();
        assertEquals(0, process.waitFor());
        assertEquals(1, RunHistory.read(folder).epochs().size());
    }

    /** What that test runs in a process of its own. */
    public static void main(String[] arguments) {
        HadoopFiles folder = HadoopFiles.of(arguments[0]);
        try (MetricsLog log = new MetricsLog(folder, 1, message -> {})) {
            log.epoch(epoch(1));
        }
        RunHistory.read(folder);
    }

    private static StepMetrics step(long step) {
        return new StepMetrics(step, 1, 0.5, 0.1, 0.1, true, 0.01);
    }

    private static EpochMetrics epoch(int epoch) {
        return new EpochMetrics(epoch, epoch, 0.5, 0.1, 1, 0.4, 0.9, 0.95, 100, 1);
    }
}
