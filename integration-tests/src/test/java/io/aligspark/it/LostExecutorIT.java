package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An executor that is killed costs time, nothing else. */
class LostExecutorIT {
    @TempDir
    Path folder;

    @Test
    void aRunThatLosesAnExecutorEndsWithTheWeightsOfAnUndisturbedOne() {
        loseExecutor("peer", "fp32");
    }

    @ParameterizedTest
    @CsvSource({"driver, fp32", "peer, bf16"})
    @Tag("exhaustive")
    void soDoesOneThatReducesByTheDriverOrExchangesInSixteenBits(String reduction, String precision) {
        loseExecutor(reduction, precision);
    }

    private void loseExecutor(String reduction, String precision) {
        List<String> overrides = List.of(
                "output.dir=" + folder.resolve("runs"),
                "train.reduction=" + reduction,
                "exchange.precision=" + precision,
                "train.epochs=5",
                // Fewer than are lost: they are counted anew after each checkpoint.
                "train.max-restarts=2",
                "train.batch-size=128");
        String undisturbed = WarmDriver.of(SparkHome.SPARK_42)
                .alig(arguments(overrides, "--master", "local[2]", "output.run=undisturbed"))
                .sha256();
        AtomicBoolean killed = new AtomicBoolean();
        Output disturbed = Command.alig(
                        folder, arguments(overrides, "--master", "local-cluster[2,1,1024]", "output.run=disturbed"))
                .runWatched((line, driver) -> {
                    // Between steps, between epochs or while the ranks of one start: all of it must do.
                    if (line.matches(" {6}[234] .*")) {
                        ProcessHandle executor = driver.descendants()
                                .filter(LostExecutorIT::isExecutor)
                                .findFirst()
                                .orElseThrow();
                        killed.set(executor.destroyForcibly());
                    }
                });
        assertTrue(killed.get(), disturbed.out() + disturbed.error());
        assertEquals(undisturbed, disturbed.sha256());
        assertEquals("", disturbed.error(), "what Spark says of it is in spark.log");
        assertTrue(disturbed.out().contains("/runs/disturbed/spark.log\n"), disturbed::out);
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

    private static String[] arguments(List<String> overrides, String... more) {
        return Stream.of(
                        Stream.of("train", Command.HOME + "/conf/quickstart.conf"), Stream.of(more), overrides.stream())
                .flatMap(words -> words)
                .toArray(String[]::new);
    }
}
