package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Optimizers that ask more of the cluster than a mean gradient: the same weights with any number of task slots. */
class DemandingOptimizersTest extends CommandTest {
    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path digits = Path.of("..", "conf", "data", "optdigits").toRealPath();
        preset = Files.writeString(
                folder.resolve("digits.conf"),
                "model { name = layers, layers = [{ type = dense, outputs = 32 }, { type = relu },"
                        + " { type = dropout, probability = 0.3 }, { type = dense, outputs = 10 }] }\n"
                        + "data { root = \"" + digits + "\", train.samples = optdigits.tra.gz\n"
                        + "  test.samples = optdigits.tes.gz, shape = [64], scale = 0.0625 }\n"
                        + "train { epochs = 2, batch-size = 400, shard-size = 60 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\" }\n");
    }

    private String train(String master, String run, String... overrides) {
        return run(
                Stream.of("train", preset.toString(), "--master", master, "output.run=" + run),
                Arrays.stream(overrides));
    }

    private String run(Stream<String> arguments, Stream<String> more) {
        String[] all = Stream.concat(arguments, more).toArray(String[]::new);
        assertEquals(0, execute(all), error::toString);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String line(String output, String start) {
        return output.lines().filter(text -> text.startsWith(start)).findFirst().orElseThrow();
    }

    private static double accuracy(String output) {
        return Double.parseDouble(line(output, "test accuracy").split(" ", -1)[2]);
    }

    @Test
    void theLineSearchSeesTheSameDropoutOnAnyCluster() throws IOException {
        assertSameWeights("optimizer.name=sls");
    }

    @Test
    void theLineSearchSeesTheSameParametersInSixteenBits() throws IOException {
        assertSameWeights("optimizer.name=sls", "exchange.precision=bf16");
    }

    @Test
    void targetsOfSamplesAreTheSameOnAnyClusterAndAfterAResume() throws IOException {
        assertSameWeights("optimizer.name=alig-plus", "optimizer.target-updates=2", "optimizer.max-learning-rate=1");
    }

    /** Two epochs: with one task slot, with three, and killed after the first. */
    private void assertSameWeights(String... optimizer) throws IOException {
        String one = train("local[1]", "one", optimizer);
        String three = train("local[3]", "three", optimizer);
        assertEquals(line(one, "weights sha256"), line(three, "weights sha256"));
        assertTrue(accuracy(one) > 60, one);
        Path run = folder.resolve("runs/three");
        Files.delete(run.resolve("model/config.conf"));
        Files.delete(run.resolve("checkpoints/step-000000000020.safetensors"));
        String resumed = run(Stream.of("train", "--resume", run.toString(), "--master", "local[2]"), Stream.of());
        assertTrue(resumed.contains("resuming after epoch 1"), resumed);
        assertEquals(line(one, "weights sha256"), line(resumed, "weights sha256"));
    }
}
