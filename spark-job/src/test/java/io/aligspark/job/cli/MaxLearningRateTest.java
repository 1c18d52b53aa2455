package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A maximal learning rate that is found, and one that is too large, through the command line. */
class MaxLearningRateTest extends CommandTest {
    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path digits = Path.of("..", "conf", "data", "optdigits").toRealPath();
        preset = Files.writeString(
                folder.resolve("digits.conf"),
                "model.hidden = [32]\n"
                        + "data { root = \"" + digits
                        + "\", train.samples = optdigits.tra.gz, shape = [64], scale = 0.0625 }\n"
                        + "train { epochs = 1, batch-size = 64, shard-size = 64 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\" }\n");
    }

    private int train(String master, String... overrides) {
        Stream<String> fixed =
                Stream.of("train", preset.toString(), "--master", master, "--conf", "spark.ui.enabled=false");
        return execute(Stream.concat(fixed, Arrays.stream(overrides)).toArray(String[]::new));
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private String sha256() {
        return output().lines()
                .filter(line -> line.startsWith("weights sha256"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void autoTakesTheSameRateOnAnyClusterAndRecordsIt() throws IOException {
        assertEquals(0, train("local[1]", "output.run=a", "optimizer.max-learning-rate=auto"), error::toString);
        String alone = sha256();
        String chosen = output().lines()
                .filter(line -> line.startsWith("optimizer.max-learning-rate = "))
                .findFirst()
                .orElseThrow();
        assertTrue(output().contains("  0.1      loss "), output());
        assertTrue(Files.readString(folder.resolve("runs/a/config.conf")).contains(chosen + "\n"), chosen);

        assertEquals(0, train("local[3]", "output.run=b", "optimizer.max-learning-rate=auto"), error::toString);
        assertEquals(alone, sha256());

        assertEquals(0, train("local[2]", "output.run=c", chosen.replace(" ", "")), error::toString);
        assertEquals(alone, sha256());
        assertFalse(output().contains("probing"), output());
    }

    @Test
    void autoNeedsAnOptimizerWithAMaximalLearningRate() {
        assertEquals(2, train("local[2]", "optimizer.max-learning-rate=auto", "optimizer.name=sgd"));
        assertEquals(
                "alig: optimizer.max-learning-rate = auto expects an optimizer that has one, but optimizer.name was sgd\n",
                error.toString(StandardCharsets.UTF_8));
        assertFalse(Files.exists(folder.resolve("runs")), "nothing half-written");
    }

    @Test
    void aLossThatDoesNotFallIsReported() {
        assertEquals(
                0, train("local[2]", "optimizer.name=sgd", "optimizer.learning-rate=1e-9", "train.epochs=2"), output());
        String warning = "warning: the training loss of epoch ";
        assertFalse(output().contains(warning), output());
        assertEquals(
                0,
                train("local[2]", "output.run=d", "optimizer.max-learning-rate=1e4", "optimizer.delta=0"),
                error::toString);
        assertTrue(output().contains(warning), output());
        assertTrue(
                output().contains("try another optimizer.max-learning-rate, a smaller one first, or auto"), output());
    }
}
