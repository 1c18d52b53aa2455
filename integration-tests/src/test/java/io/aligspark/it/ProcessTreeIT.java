package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests leave no process behind, also where they fail. */
class ProcessTreeIT {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void alsoProcessesWithoutAParentAndWithSessionsOfTheirOwnAreKilled() {
        String script = "setsid sleep 600 & (bash -c 'sleep 600 & sleep 600' &) ; exec sleep 600";
        ProcessTree tree = ProcessTree.start(new ProcessBuilder("bash", "-c", script));
        Await.until(
                "five processes",
                LIMIT,
                () -> tree.alive().size() == 5 ? Optional.of(true) : Optional.empty(),
                () -> tree.alive().toString());
        tree.kill();
        assertEquals(List.of(), tree.alive());
    }

    @Test
    void aTestThatFailsWhileItWatchesACommandEndsIt() {
        Command training = Command.alig(
                folder, "train", Command.HOME + "/conf/quickstart.conf", "--master", "local[1]", "train.epochs=100000");
        AtomicReference<ProcessHandle> driver = new AtomicReference<>();
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> training.runWatched((line, process) -> {
                    driver.set(process);
                    throw new AssertionError(line);
                }));
        assertEquals("starting Spark on local[1]", failure.getMessage());
        assertTrue(!driver.get().isAlive());
    }
}
