package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code exchange.precision = bf16}: other weights than in 32 bits, close to them, and the same on any cluster. */
class SixteenBitTrainingTest extends CommandTest {
    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path digits = Path.of("..", "conf", "data", "optdigits").toRealPath();
        // Seven shards a batch, and a last batch of 223 samples.
        preset = Files.writeString(
                folder.resolve("digits.conf"),
                "model.hidden = [64]\n"
                        + "data { root = \"" + digits + "\", train.samples = optdigits.tra.gz\n"
                        + "  test.samples = optdigits.tes.gz, shape = [64], scale = 0.0625 }\n"
                        + "optimizer { name = alig, projection-radius = 20 }\n"
                        + "train { epochs = 4, batch-size = 400, shard-size = 60 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\" }\n");
    }

    private String train(String master, String run, String... overrides) {
        return run(Stream.concat(
                Stream.of("train", preset.toString(), "--master", master, "output.run=" + run), Stream.of(overrides)));
    }

    private String run(Stream<String> arguments) {
        assertEquals(0, execute(arguments.toArray(String[]::new)), error::toString);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String weights(String output) {
        return output.lines()
                .filter(text -> text.startsWith("weights sha256"))
                .findFirst()
                .orElseThrow();
    }

    private double lastTrainingLoss(String run) throws IOException {
        double loss = Double.NaN;
        for (String line : Files.readAllLines(folder.resolve("runs/" + run + "/metrics.jsonl"))) {
            JsonNode json = new ObjectMapper().readTree(line);
            if (json.get("type").asText().equals("epoch")) {
                loss = json.get("loss").asDouble();
            }
        }
        return loss;
    }

    @Test
    void anyClusterGivesTheSameWeightsAndSoDoesAResume() throws IOException {
        String one = train("local[1]", "one", "exchange.precision=bf16");
        assertTrue(one.contains("peer reduction (for exchange.precision = bf16)"), one);
        for (int slots : new int[] {3, 7}) {
            String more = train("local[" + slots + "]", "run" + slots, "exchange.precision=bf16");
            assertEquals(weights(one), weights(more), slots + " slots");
        }
        Path run = folder.resolve("runs/run3");
        Files.delete(run.resolve("model/config.conf"));
        Files.delete(run.resolve("checkpoints/step-000000000040.safetensors"));
        String resumed = run(Stream.of("train", "--resume", run.toString(), "--master", "local[2]"));
        assertTrue(resumed.contains("resuming after epoch 3"), resumed);
        assertEquals(weights(one), weights(resumed));

        String exact = train("local[2]", "exact");
        assertNotEquals(weights(exact), weights(one));
        double loss = lastTrainingLoss("exact");
        assertEquals(loss, lastTrainingLoss("one"), 0.02 * loss);
    }

    @Test
    void withOneShardABatchNothingIsRounded() {
        String[] oneShard = {"train.shard-size=400", "train.epochs=1"};
        String exact = train("local[2]", "exact", oneShard);
        String rounded = train("local[2]", "rounded", "exchange.precision=bf16", oneShard[0], oneShard[1]);
        assertEquals(weights(exact), weights(rounded));
    }

    @Test
    void theDriverReductionRefuses() {
        assertEquals(
                2,
                execute(
                        "train",
                        preset.toString(),
                        "--master",
                        "local[1]",
                        "exchange.precision=bf16",
                        "train.reduction=driver"));
        assertEquals(
                "alig: exchange.precision = bf16 expects train.reduction = peer or auto, but found driver\n",
                error.toString(StandardCharsets.UTF_8));
    }
}
