package io.aligspark.job.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
    @TempDir
    Path temporary;

    private Path run;

    @BeforeEach
    void name() {
        run = temporary.resolve("runs/deep/one");
    }

    @Test
    void ofTwoStartsOneIsRefused() {
        try (RunFolder first = RunFolder.forNewRun(run.toString(), false)) {
            for (boolean overwrite : new boolean[] {false, true}) {
                String message = assertThrows(
                                IllegalArgumentException.class, () -> RunFolder.forNewRun(run.toString(), overwrite))
                        .getMessage();
                assertTrue(
                        message.startsWith("the run in " + run + " is being trained by another process, number "
                                + ProcessHandle.current().pid()),
                        message);
            }
            first.start("a = 1\n");
            assertThrows(IllegalArgumentException.class, () -> RunFolder.existing(run.toString()));
        }
        RunFolder.existing(run.toString()).close();
        assertEquals(List.of("config.conf"), names());
    }

    @Test
    void ofManyStartsAtOnceOneWins() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            Callable<RunFolder> start = () -> RunFolder.forNewRun(run.toString(), false);
            int won = 0;
            for (Future<RunFolder> result : threads.invokeAll(java.util.Collections.nCopies(8, start))) {
                try {
                    result.get();
                    won++;
                } catch (ExecutionException e) {
                    assertTrue(e.getCause().getMessage().contains("another process"), e.toString());
                }
            }
            assertEquals(1, won);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theLockOfADeadProcessIsTakenOver() throws Exception {
        Process process = new ProcessBuilder("true").start();
        process.waitFor();
        RunFolder.forNewRun(run.toString(), false).start("a = 1\n");
        String ours = Files.readString(run.resolve(RunLock.NAME));
        String dead = ours.replaceFirst("\n\\d+ ", "\n" + process.pid() + " ");
        Files.writeString(run.resolve(RunLock.NAME), dead);
        try (RunFolder folder = RunFolder.existing(run.toString())) {
            assertEquals(
                    ours.lines().findFirst(),
                    Files.readString(run.resolve(RunLock.NAME)).lines().findFirst());
            folder.writeConfig("a = 2\n");
        }
    }

    @Test
    void aRunThatWasNotStartedLeavesNothing() {
        RunFolder.forNewRun(run.toString(), false).close();
        assertFalse(Files.exists(temporary.resolve("runs")));
    }

    @Test
    void whatIsThereStaysUntilTheStart() throws IOException {
        try (RunFolder first = RunFolder.forNewRun(run.toString(), false)) {
            first.start("a = 1\n");
            Files.writeString(run.resolve("metrics.jsonl"), "");
        }
        RunFolder.forNewRun(run.toString(), true).close();
        assertEquals(List.of("config.conf", "metrics.jsonl"), names());
        try (RunFolder second = RunFolder.forNewRun(run.toString(), true)) {
            second.start("a = 2\n");
        }
        assertEquals(List.of("config.conf"), names());
        assertEquals("a = 2\n", Files.readString(run.resolve("config.conf")));
    }

    @Test
    void whatADeadProcessBeganToWriteIsRemoved() throws IOException {
        Files.createDirectories(run.resolve("checkpoints"));
        Files.writeString(run.resolve("config.conf"), "");
        Files.writeString(run.resolve("metrics.jsonl.incomplete"), "");
        Files.writeString(run.resolve("checkpoints/step-000000000001.safetensors.incomplete"), "");
        RunFolder.existing(run.toString()).close();
        assertEquals(List.of("checkpoints", "config.conf"), names());
        assertEquals(0, run.resolve("checkpoints").toFile().list().length);
    }

    @Test
    void theModelOfARunIsNoRun() throws IOException {
        Files.createDirectories(run.resolve("model"));
        Files.writeString(run.resolve("model/config.conf"), "");
        Files.writeString(run.resolve("model/model.safetensors"), "");
        assertEquals(
                run + "/model is the model of a run, which does not say how to go on; continue the run: --resume "
                        + run,
                assertThrows(IllegalArgumentException.class, () -> RunFolder.existing(run + "/model"))
                        .getMessage());
    }

    private List<String> names() {
        try (Stream<Path> files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
