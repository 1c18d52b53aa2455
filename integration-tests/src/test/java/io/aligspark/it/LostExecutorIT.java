package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An executor that is killed costs time, nothing else. */
class LostExecutorIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"driver, fp32", "peer, fp32", "peer, bf16"})
    void aRunThatLosesAnExecutorEndsWithTheWeightsOfAnUndisturbedOne(String reduction, String precision) {
        String undisturbed = train("undisturbed", reduction, precision).run().sha256();
        AtomicBoolean killed = new AtomicBoolean();
        Output disturbed = train("disturbed", reduction, precision).runWatched((line, driver) -> {
            // Between steps, between epochs or while the ranks of one start: all of it must do.
            if (line.startsWith("      2 ") || line.startsWith("      4 ")) {
                ProcessHandle executor = driver.descendants()
                        .filter(LostExecutorIT::isExecutor)
                        .findFirst()
                        .orElseThrow();
                killed.set(executor.destroyForcibly());
            }
        });
        assertTrue(killed.get(), disturbed.out() + disturbed.error());
        assertEquals(undisturbed, disturbed.sha256());
    }

    private static boolean isExecutor(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc", String.valueOf(process.pid()), "cmdline"))
                    .contains("CoarseGrainedExecutorBackend");
        } catch (NoSuchFileException e) {
            // It has ended by now.
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command train(String run, String reduction, String precision) {
        return Command.alig(
                folder,
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                "local-cluster[2,1,1024]",
                "output.run=" + run,
                "train.reduction=" + reduction,
                "exchange.precision=" + precision,
                "train.epochs=6",
                "train.batch-size=128");
    }
}
