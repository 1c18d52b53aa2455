package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs with a schedule and a clipped gradient: the rates that they took, and that they can be continued. */
class ScheduledTrainingTest extends CommandTest {
    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path rows = folder.resolve("rows.csv");
        Files.writeString(
                rows,
                IntStream.range(0, 40)
                        .mapToObj(i -> i % 5 + "," + i % 7 + "," + i % 3)
                        .collect(Collectors.joining("\n")));
        preset = Files.writeString(
                folder.resolve("preset.conf"),
                "model { name = mlp, hidden = [4] }\n"
                        + "data { train.samples = \"" + rows + "\", shape = [2], classes = 3\n"
                        + "  validation-fraction = 0.2 }\n"
                        + "train { epochs = 4, batch-size = 8, shard-size = 4 }\n"
                        + "optimizer.schedule { epoch-decay = 0.99, plateau-factor = 0.2 }\n"
                        + "output.dir = \"" + folder.resolve("runs") + "\"\n");
    }

    /** With so small a rate the accuracy never changes: every epoch but the first is a plateau. */
    @Test
    void theRateOfAnEpochFollowsTheAccuracyBefore() throws IOException {
        assertEquals(0, train("one", "optimizer { name = sgd, learning-rate = 1e-12 }"), error::toString);
        List<Double> rates = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("runs/one/metrics.jsonl"))) {
            JsonNode event = new ObjectMapper().readTree(line);
            if (event.path("type").asText().equals("epoch")) {
                rates.add(event.get("stepSizeMean").asDouble() / 1e-12);
            }
        }
        double[] expected = {1, 0.99, 0.99 * 0.99 * 0.2, 0.99 * 0.99 * 0.99 * 0.04};
        assertArrayEquals(
                expected, rates.stream().mapToDouble(Double::doubleValue).toArray(), 1e-9);
    }

    @Test
    void aContinuedRunHasTheBitsOfAnUndisturbedOne() throws IOException {
        for (String keys : List.of(
                "optimizer { name = amsgrad, learning-rate = 0.05, clip-norm = 0.3 }",
                "optimizer { name = rmsprop, rmsprop.initial-accumulator = 1 }")) {
            assertEquals(0, train("whole", keys), error::toString);
            assertEquals(0, train("parts", keys, "train.epochs = 2"), error::toString);
            assertEquals(
                    0,
                    execute("train", "--resume", folder + "/runs/parts", "train.epochs=4", "--master", "local[2]"),
                    error::toString);
            assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 2"), out::toString);
            assertArrayEquals(model("whole"), model("parts"));
        }
    }

    @Test
    void aShareThatHoldsOutNothingIsAMistake() throws IOException {
        assertEquals(2, train("none", "optimizer.name = sgd", "data.validation-fraction = 0.01"));
        assertEquals(
                "alig: data.validation-fraction = 0.01 holds out none of 40 samples\n",
                error.toString(StandardCharsets.UTF_8));
    }

    private byte[] model(String run) throws IOException {
        return Files.readAllBytes(folder.resolve("runs/" + run + "/model/model.safetensors"));
    }

    /** The preset with lines of HOCON behind it. */
    private int train(String run, String... lines) throws IOException {
        Path own = folder.resolve(run + ".conf");
        Files.writeString(own, Files.readString(preset) + String.join("\n", lines) + "\noutput.run = " + run + "\n");
        return execute(
                "train", own.toString(), "--overwrite", "--master", "local[2]", "--conf", "spark.ui.enabled=false");
    }
}
