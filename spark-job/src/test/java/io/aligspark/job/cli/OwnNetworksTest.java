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

/** Networks and weights that users bring, through the command line. */
class OwnNetworksTest extends CommandTest {
    private static final String LAYERS =
            "[{ type = convolution, channels = 8, kernel = 3, padding = 1 }, { type = relu },"
                    + " { type = max-pool, kernel = 2 }, { type = dense, outputs = 10 }]";

    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Path digits = Path.of("..", "conf", "data", "optdigits").toRealPath();
        preset = Files.writeString(
                folder.resolve("own.conf"),
                "model { name = layers, layers = " + LAYERS + " }\n"
                        + "data { root = \"" + digits + "\", train.samples = optdigits.tra.gz\n"
                        + "  test.samples = optdigits.tes.gz, shape = [1, 8, 8], scale = 0.0625 }\n"
                        + "train { epochs = 2, batch-size = 64 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\" }\n");
    }

    private String run(String... arguments) {
        assertEquals(0, execute(arguments), error::toString);
        return out.toString(StandardCharsets.UTF_8);
    }

    private String train(String... overrides) {
        Stream<String> fixed =
                Stream.of("train", preset.toString(), "--master", "local[2]", "--conf", "spark.ui.enabled=false");
        return run(Stream.concat(fixed, Arrays.stream(overrides)).toArray(String[]::new));
    }

    private void assertMistake(String expected, String... arguments) {
        error.reset();
        assertEquals(2, execute(arguments));
        assertEquals("alig: " + expected + "\n", error.toString(StandardCharsets.UTF_8));
    }

    private static String line(String output, String start) {
        return output.lines().filter(text -> text.startsWith(start)).findFirst().orElseThrow();
    }

    private static double accuracy(String output) {
        return Double.parseDouble(line(output, "test accuracy").split(" ", -1)[2]);
    }

    @Test
    void aNetworkFromAListOfLayersTrainsAndIsEvaluatedFromItsFolder() {
        String trained = train();
        assertTrue(trained.contains("layers, 1,370 parameters"), trained);
        assertTrue(accuracy(trained) > 90, trained);
        String evaluated = run("evaluate", folder + "/runs/own", "--master", "local[2]");
        assertEquals(line(trained, "weights sha256"), line(evaluated, "weights sha256"));
        assertMistake(
                "the last layer, \"dense1\", must give 9 outputs (data.classes), but gives 10",
                "config",
                preset.toString(),
                "data.classes=9");
    }

    @Test
    void aNetworkOfDl4jTrainsAndItsRunNeedsNoOtherFile() throws IOException {
        Path graph = folder.resolve("graph.json");
        try (var json = OwnNetworksTest.class.getResourceAsStream("/dl4j/residual.json")) {
            Files.copy(json, graph);
        }
        String trained = train("model.name=dl4j", "model.path=" + graph, "model.layers=[]");
        assertTrue(trained.contains("dl4j, 1,970 parameters"), trained);
        assertTrue(accuracy(trained) > 90, trained);
        Files.delete(graph);
        String evaluated = run("evaluate", folder + "/runs/own/model", "--master", "local[2]");
        assertEquals(line(trained, "weights sha256"), line(evaluated, "weights sha256"));
        String resumed = run("train", "--resume", folder + "/runs/own", "train.epochs=3", "--master", "local[2]");
        assertTrue(resumed.contains("resuming after epoch 2"), resumed);
        assertMistake(
                "model.path must be set: give it in the preset or as model.path=...",
                "config",
                preset.toString(),
                "model.name=dl4j");
        assertMistake(
                "model.path = " + graph + " is no file (command line)",
                "config",
                preset.toString(),
                "model.name=dl4j",
                "model.path=" + graph);
    }

    @Test
    void anExportedModelIsWhereAnotherRunStarts() {
        String trained = train();
        String file = folder + "/exported.safetensors";
        String exported = run("export", folder + "/runs/own", "--output", file);
        assertEquals(file + "\n" + line(trained, "weights sha256") + "\n", exported);
        assertMistake(
                file + " exists: name another file with --output", "export", folder + "/runs/own", "--output", file);

        String[] tuned = {"model.weights=" + file, "output.run=tuned", "train.epochs=1"};
        String started = train(tuned);
        String sha256 = line(trained, "weights sha256").substring("weights sha256 ".length());
        assertTrue(started.contains("weights from " + file + ", sha256 " + sha256 + "\n"), started);
        assertTrue(!started.contains("warning: the training loss"), started);
        assertTrue(accuracy(started) > accuracy(trained) - 2, "it goes on from there");
        String resumed = run("train", "--resume", folder + "/runs/tuned", "train.epochs=2", "--master", "local[2]");
        assertTrue(!resumed.contains("weights from"), "a checkpoint is newer than the start weights");

        String other = LAYERS.replace("outputs = 10", "outputs = 5");
        Stream<String> train = Stream.of("train", preset.toString(), "model.layers=" + other, "data.classes=5");
        assertMistake(
                file + " is of another network: expected tensor dense1.weight [5, 128], found [10, 128]",
                Stream.concat(train, Stream.of("output.run=five", "model.weights=" + file))
                        .toArray(String[]::new));
    }
}
