package io.aligspark.job.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Layout;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private static final Layout MLP = Networks.mlp(Shape.of(8), List.of(4), 2).parameters();
    private static final Layout OTHER = Networks.mlp(Shape.of(8), List.of(5), 2).parameters();
    private static final List<String> MEMORY = List.of("rate-factor");
    private static final Layout NO_BUFFERS = Layout.of(List.of());

    @TempDir
    Path folder;

    private final List<String> warnings = new ArrayList<>();

    @Test
    void restoresTheNewestStateAndKeepsAsManyAsTold() throws IOException {
        Checkpoints checkpoints = checkpoints(MLP, List.of("velocity"));
        for (int step = 10; step <= 40; step += 10) {
            checkpoints.save(state(step), 2);
        }
        TrainingState newest = checkpoints.newest(warnings::add).orElseThrow();
        assertEquals(40, newest.step());
        assertArrayEquals(state(40).parameters(), newest.parameters());
        assertArrayEquals(
                state(40).optimizerState().get(0), newest.optimizerState().get(0));
        assertArrayEquals(state(40).optimizerMemory(), newest.optimizerMemory());
        try (var files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
        assertEquals(List.of(), warnings);
    }

    @Test
    void theNewestIsThatOfTheHighestNumberInWhateverDigits() throws IOException {
        Checkpoints checkpoints = checkpoints(MLP, List.of("velocity"));
        checkpoints.save(state(10), 3);
        Files.move(
                folder.resolve("step-000000000010.safetensors"), folder.resolve("step-\u0660\u0661\u0660.safetensors"));
        checkpoints.save(state(20), 1);
        assertEquals(20, checkpoints.newest(warnings::add).orElseThrow().step());
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
    }

    @Test
    void isEmptyBeforeTheFirst() {
        assertTrue(checkpoints(MLP, List.of()).newest(warnings::add).isEmpty());
    }

    @Test
    void skipsADamagedOneWithAWarning() throws IOException {
        Checkpoints checkpoints = checkpoints(MLP, List.of("velocity"));
        checkpoints.save(state(10), 3);
        checkpoints.save(state(20), 3);
        Path newest = folder.resolve("step-000000000020.safetensors");
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length - 5] ^= 1;
        Files.write(newest, bytes);
        assertEquals(10, checkpoints.newest(warnings::add).orElseThrow().step());
        assertEquals(
                List.of("checkpoint " + newest + " is damaged (its checksum does not match); trying the one before"),
                warnings);
    }

    @Test
    void saysWhenNoneIsWhole() throws IOException {
        Checkpoints checkpoints = checkpoints(MLP, List.of());
        checkpoints.save(new TrainingState(10, MLP.initialValues(1), new float[0], List.of(), new double[1]), 3);
        Path file = folder.resolve("step-000000000010.safetensors");
        Files.write(file, java.util.Arrays.copyOf(Files.readAllBytes(file), 300));
        assertEquals(
                "checkpoint " + file + " is damaged (truncated at 300 bytes) and no older one is left: start anew with"
                        + " --overwrite",
                assertThrows(IllegalArgumentException.class, () -> checkpoints.newest(warnings::add))
                        .getMessage());
    }

    @Test
    void refusesThoseOfAnotherModelOrOptimizer() {
        checkpoints(MLP, List.of("velocity")).save(state(10), 3);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> checkpoints(OTHER, List.of("velocity")).newest(warnings::add))
                .getMessage();
        assertTrue(message.contains("is of another model or optimizer: expected [fc1.weight[5, 8]"), message);
        assertTrue(message.contains("found [fc1.weight[4, 8]"), message);
        assertThrows(
                IllegalArgumentException.class,
                () -> checkpoints(MLP, List.of()).newest(warnings::add));
    }

    @Test
    void keepsNumbersPerTrainingSample() {
        List<float[]> memory = List.of(new float[] {1, 2, 3}, new float[] {0.1f, 0, Float.MIN_VALUE});
        Checkpoints checkpoints = checkpointsOfSamples("loss", "target");
        checkpoints.save(state(10).withSampleMemory(memory), 3);
        TrainingState newest = checkpoints.newest(warnings::add).orElseThrow();
        assertArrayEquals(memory.get(0), newest.sampleMemory().get(0));
        assertArrayEquals(memory.get(1), newest.sampleMemory().get(1));
        assertEquals(newest, newest.forSamples(List.of("loss", "target"), 3));
        assertEquals(
                "the checkpoint is of 3 training samples, but there are 4: they are not those of the run",
                assertThrows(IllegalArgumentException.class, () -> newest.forSamples(List.of("loss", "target"), 4))
                        .getMessage());
        for (Checkpoints other : List.of(checkpointsOfSamples("loss"), checkpointsOfSamples("loss", "goal"))) {
            String message = assertThrows(IllegalArgumentException.class, () -> other.newest(warnings::add))
                    .getMessage();
            assertTrue(message.contains("found [") && message.contains("optimizer.samples.target[3]"), message);
        }
    }

    private Checkpoints checkpoints(Layout layout, List<String> stateNames) {
        return new Checkpoints(HadoopFiles.of(folder.toString()), layout, NO_BUFFERS, stateNames, MEMORY, List.of());
    }

    private Checkpoints checkpointsOfSamples(String... names) {
        return new Checkpoints(
                HadoopFiles.of(folder.toString()), MLP, NO_BUFFERS, List.of("velocity"), MEMORY, List.of(names));
    }

    private static TrainingState state(int step) {
        return new TrainingState(
                step, MLP.initialValues(step), new float[0], List.of(MLP.initialValues(step + 1)), new double[] {
                    step / 3.0
                });
    }
}
