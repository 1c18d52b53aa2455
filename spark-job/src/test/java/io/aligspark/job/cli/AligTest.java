package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Mistakes of users: one line that says what, where, expected and found; exit code 2; nothing half-written. */
class AligTest extends CommandTest {

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
                        + "data { train.samples = \"" + rows + "\", shape = [2], classes = 3 }\n"
                        + "train { epochs = 2, batch-size = 8, shard-size = 4 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\", run = one }\n");
    }

    private int train(String... overrides) {
        Stream<String> fixed =
                Stream.of("train", preset.toString(), "--master", "local[2]", "--conf", "spark.ui.enabled=false");
        return execute(Stream.concat(fixed, Arrays.stream(overrides)).toArray(String[]::new));
    }

    private void assertMistake(String expected, int exitCode) {
        assertEquals("alig: " + expected + "\n", error.toString(StandardCharsets.UTF_8));
        assertEquals(2, exitCode);
    }

    private void assertNothingWritten() {
        assertFalse(Files.exists(folder.resolve("runs")), "nothing half-written");
    }

    @Test
    void mistypedKeys() {
        assertMistake("command line: unknown key train.epoch; did you mean train.epochs?", train("train.epoch=3"));
        assertMistake(
                "optimizer.max-learning-rate must be > 0, but was -0.1", train("optimizer.max-learning-rate=-0.1"));
        assertNothingWritten();
    }

    @Test
    void missingAndEmptyFiles() throws IOException {
        Path missing = folder.resolve("none.csv");
        int code = train("data.train.samples=" + missing);
        assertTrue(error.toString(StandardCharsets.UTF_8).startsWith("alig: data.train.samples"), error::toString);
        assertTrue(error.toString(StandardCharsets.UTF_8).contains(missing.toString()), error::toString);
        assertEquals(2, code);
        Path empty = Files.writeString(folder.resolve("empty.csv"), "");
        assertEquals(2, train("data.train.samples=" + empty));
        assertEquals(1, error.toString(StandardCharsets.UTF_8).lines().count(), error::toString);
        assertNothingWritten();
    }

    @Test
    void badRowsNameFileAndLine() throws IOException {
        Path rows = Files.writeString(folder.resolve("bad.csv"), "1,2,0\n3,x,1\n");
        int code = train("data.train.samples=" + rows);
        String message = error.toString(StandardCharsets.UTF_8);
        assertTrue(message.contains("bad.csv") && message.contains("line 2") && message.contains("x"), message);
        assertEquals(1, message.lines().count(), message);
        assertEquals(2, code);
        assertNothingWritten();
    }

    @Test
    void idxFilesThatDoNotFit() throws IOException {
        Path images = Files.write(folder.resolve("images"), idx(0x803, 3, 2, 2));
        Path labels = Files.write(folder.resolve("labels"), idx(0x801, 2));
        String[] idx = {
            "data.format=idx", "data.train.samples=" + images, "data.train.labels=" + labels, "data.shape=[1,2,2]"
        };
        assertEquals(2, train(idx));
        String message = error.toString(StandardCharsets.UTF_8);
        assertTrue(
                message.contains("3")
                        && message.contains("2")
                        && message.lines().count() == 1,
                message);
        Files.write(labels, idx(0x802, 3));
        assertEquals(2, train(idx));
        assertTrue(error.toString(StandardCharsets.UTF_8).contains("0x00000802"), error::toString);
        assertNothingWritten();
    }

    private static byte[] idx(int magic, int... sizes) {
        int payload = Arrays.stream(sizes).reduce(1, Math::multiplyExact);
        ByteBuffer buffer = ByteBuffer.allocate(4 + 4 * sizes.length + payload).putInt(magic);
        Arrays.stream(sizes).forEach(buffer::putInt);
        return buffer.array();
    }

    @Test
    void anOutputFolderThatExistsIsKept() throws IOException {
        assertEquals(0, train(), error::toString);
        Path model = folder.resolve("runs/one/model/model.safetensors");
        byte[] before = Files.readAllBytes(model);
        assertMistake(
                "output folder " + folder + "/runs/one exists: continue its run with `alig train --resume " + folder
                        + "/runs/one`, replace it with --overwrite, or choose another name with output.run=...",
                train());
        assertTrue(Arrays.equals(before, Files.readAllBytes(model)));
        assertEquals(0, train("--overwrite"), error::toString);

        Path other = Files.createDirectories(folder.resolve("runs/photos"));
        Files.writeString(other.resolve("cat.jpg"), "miaow");
        assertMistake(
                "output folder " + other
                        + " is not empty and is no run (it has no config.conf): it will not be replaced",
                train("--overwrite", "output.run=photos"));
        assertTrue(Files.exists(other.resolve("cat.jpg")));
    }

    @Test
    void anOutputFolderThatCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertEquals(2, train("output.dir=" + file));
        String message = error.toString(StandardCharsets.UTF_8);
        assertTrue(message.startsWith("alig: cannot make " + file + "/one"), message);
        assertEquals(1, message.lines().count(), message);
    }

    @Test
    void resumingWhatCannotBeResumed() throws IOException {
        assertMistake(
                "no run lies in " + folder + "/nowhere: it has no config.conf",
                execute("train", "--resume", folder + "/nowhere"));
        assertEquals(0, train(), error::toString);
        String one = folder + "/runs/one";
        assertMistake(
                "train.batch-size cannot change when a run continues: it was 8, now 16",
                execute("train", "--resume", one, "train.batch-size=16"));
        assertMistake(
                "the run has finished its 2 epochs: give a larger number with train.epochs=... to continue it",
                execute("train", "--resume", one, "--master", "local[2]"));

        Path checkpoints = folder.resolve("runs/one/checkpoints");
        List<Path> files;
        try (Stream<Path> stream = Files.list(checkpoints)) {
            files = stream.sorted().toList();
        }
        assertEquals(2, files.size());
        Files.write(files.get(1), Arrays.copyOf(Files.readAllBytes(files.get(1)), 500));
        assertEquals(0, execute("train", "--resume", one, "train.epochs=3", "--master", "local[2]"), error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 1"), out::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("is damaged (truncated at 500 bytes)"), out::toString);

        Path config = folder.resolve("runs/one/config.conf");
        Files.writeString(config, Files.readString(config).replace("model.hidden = [4]", "model.hidden = [5]"));
        int code = execute("train", "--resume", one, "train.epochs=4", "--master", "local[2]");
        String message = error.toString(StandardCharsets.UTF_8);
        assertTrue(message.contains("is of another model or optimizer: expected [fc1.weight[5, 2]"), message);
        assertEquals(2, code);
    }

    @Test
    void aLossThatBreaksNamesStepAndShardAndKeepsTheLastCheckpoint() throws IOException {
        // Epoch 1 is fine; then values far too large for float.
        assertEquals(0, train("train.epochs=1"), error::toString);
        int code = execute(
                "train",
                "--resume",
                folder + "/runs/one",
                "train.epochs=3",
                "optimizer.max-learning-rate=1e30",
                "optimizer.delta=0",
                "optimizer.lower-bound=-1e30",
                "--master",
                "local[2]");
        String message = error.toString(StandardCharsets.UTF_8);
        assertTrue(message.matches("alig: training broke at step \\d+ \\(epoch 2\\), shard \\d: .*\n"), message);
        assertEquals(2, code);
        assertEquals(
                0,
                execute(
                        "train",
                        "--resume",
                        folder + "/runs/one",
                        "train.epochs=2",
                        "optimizer.max-learning-rate=0.1",
                        "optimizer.delta=1e-5",
                        "optimizer.lower-bound=0.0",
                        "--master",
                        "local[2]"),
                error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 1"), out::toString);
    }

    @Test
    void configShowsEveryKeyWithItsOrigin() {
        assertEquals(0, execute("config", preset.toString(), "train.seed=3"), error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("train.seed = 3") && text.contains("# command line"), text);
        assertTrue(text.contains("# " + preset + ":3"), text);
        assertTrue(text.lines().count() > 40, text);
    }

    @Test
    void evaluateNeedsAModelAndData() {
        assertMistake(
                "no trained model lies in " + folder + ": expected " + folder + "/model.safetensors",
                execute("evaluate", folder.toString()));
        assertEquals(0, train(), error::toString);
        assertMistake("the run has no test set: name the data with --data", execute("evaluate", folder + "/runs/one"));
        assertEquals(
                0,
                execute("evaluate", folder + "/runs/one", "--data", folder + "/rows.csv", "--master", "local[2]"),
                error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("(40 samples)"), out::toString);
    }

    @Test
    void benchPrintsRatiosFirst() {
        assertEquals(0, execute("bench", preset.toString(), "--steps", "3", "--master", "local[2]"), error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.indexOf("ratios") < text.indexOf("milliseconds a step"), text);
        assertTrue(text.contains("empty Spark job"), text);
        assertTrue(text.contains("ranks start and take the state"), text);
        assertTrue(text.matches("(?s).*bytes a task sends / least of any exchange +1\\.000\n.*"), text);
    }

    @Test
    void benchShowsTheBytesOfThePrecision() {
        assertEquals(
                0,
                execute(
                        "bench",
                        preset.toString(),
                        "--steps",
                        "3",
                        "--master",
                        "local[2]",
                        "train.batch-size=16",
                        "train.shard-size=8",
                        "exchange.precision=bf16"),
                error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("in 2 shards, peer in 16 bits, medians of 3 steps"), text);
        assertTrue(text.matches("(?s).*bytes a task sends / least in 32 bits +0\\.500\n.*"), text);
    }

    @Test
    void benchOfTheEngineNeedsNoDataAndNoSpark() throws IOException {
        Files.delete(folder.resolve("rows.csv"));
        assertEquals(0, execute("bench", "--engine", preset.toString(), "--steps", "8"), error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.startsWith("mlp 2-4-3, 27 parameters, batch 4, one thread"), text);
        for (String part : List.of("samples/s", "engine / baseline", "Dense", "Activation", "loss", "hand-over")) {
            assertTrue(text.contains(part), part + " in " + text);
        }
        assertFalse(text.contains("Spark"), text);
    }

    @Test
    void benchNamesWhatItExpects() {
        assertMistake(
                "--engine expects a configuration (*.conf) or names among [bi-lstm, densenet-40-40, lenet, mlp, resnet-18,"
                        + " wrn-16-4], but was wrn",
                execute("bench", "--engine", "wrn"));
        assertMistake("--steps must be >= 8 with --engine, but was 7", execute("bench", "--engine", "--steps", "7"));
        assertMistake("alig bench expects a configuration, or --engine, but was given none", execute("bench"));
    }

    @Test
    void continueStartsGoesOnAndEnds() throws IOException {
        assertEquals(0, train("--continue"), error::toString);
        String printed = out.toString(StandardCharsets.UTF_8);
        assertTrue(!printed.contains("resuming"), printed);
        assertEquals(0, train("--continue"), error::toString);
        assertEquals("the run has finished: " + folder + "/runs/one\n", out.toString(StandardCharsets.UTF_8));
        // As if it had died before it wrote this.
        Files.delete(folder.resolve("runs/one/model/config.conf"));
        assertEquals(0, train("--continue"), error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 2"), out::toString);
        assertEquals(0, train("--continue", "train.epochs=3"), error::toString);
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("resuming after epoch 2"), out::toString);
        assertMistake(
                "train.batch-size cannot change when a run continues: it was 8, now 16",
                train("--continue", "train.epochs=3", "train.batch-size=16"));
        assertMistake(
                "--continue goes with a configuration, and without --resume and --overwrite",
                train("--continue", "--overwrite"));
    }
}
