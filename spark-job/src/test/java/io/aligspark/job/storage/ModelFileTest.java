package io.aligspark.job.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Weights from files of other programs. */
class ModelFileTest {
    private static final Layout LAYOUT =
            Networks.softmaxRegression(Shape.of(2), 2).parameters();
    private static final Layout NO_BUFFERS = new Layout(List.of());

    @TempDir
    Path folder;

    private HadoopFiles file;
    private final ModelFile model = new ModelFile(new float[] {9, 9, 9, 9, 9, 9}, new float[0]);

    @BeforeEach
    void nameTheFile() {
        file = HadoopFiles.of(folder + "/weights.safetensors");
    }

    private void write(Tensor... tensors) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("weights.safetensors"))) {
            new Safetensors(Map.of("format", "pt"), List.of(tensors)).writeTo(out);
        }
    }

    private static Tensor tensor(String name, Shape shape) {
        float[] values = new float[shape.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        return new Tensor(name, shape, values, 0);
    }

    private List<String> fill(String... ignored) {
        return model.fill(
                file,
                LAYOUT,
                NO_BUFFERS,
                List.of(ignored).stream().map(Pattern::compile).toList());
    }

    @Test
    void tensorsAreFoundByNameInAnyOrder() throws IOException {
        write(tensor("fc1.bias", Shape.of(2)), tensor("head", Shape.of(3)), tensor("fc1.weight", Shape.of(2, 2)));
        assertEquals(List.of("head"), fill(), "what is left over is told");
        assertArrayEquals(new float[] {0, 1, 2, 3, 0, 1}, model.parameters());
    }

    @Test
    void ignoredTensorsKeepTheirValues() throws IOException {
        write(tensor("fc1.weight", Shape.of(2, 2)), tensor("fc1.bias", Shape.of(7)));
        assertEquals(List.of(), fill(".*bias"));
        assertArrayEquals(new float[] {0, 1, 2, 3, 9, 9}, model.parameters());
    }

    @Test
    void weightsAreFinite() throws IOException {
        Tensor bias = tensor("fc1.bias", Shape.of(2));
        bias.array()[1] = Float.NaN;
        write(tensor("fc1.weight", Shape.of(2, 2)), bias);
        assertEquals(
                "tensor fc1.bias of " + file.describe("") + " holds NaN: weights must be finite numbers",
                assertThrows(IllegalArgumentException.class, this::fill).getMessage());
    }

    @Test
    void aTensorOfAnotherTypeIsNamed() throws IOException {
        String header = "{\"fc1.weight\":{\"dtype\":\"F8_E4M3\",\"shape\":[2,2],\"data_offsets\":[0,4]}}";
        Files.write(
                folder.resolve("weights.safetensors"),
                ByteBuffer.allocate(8 + header.length() + 4)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(header.length())
                        .put(header.getBytes(StandardCharsets.US_ASCII))
                        .array());
        assertEquals(
                "tensor fc1.weight of " + file.describe("")
                        + " is not read: expected [2, 2] of a type among [BF16, F16, F32, F64], found F8_E4M3 [2,2]",
                assertThrows(IllegalArgumentException.class, this::fill).getMessage());
    }

    @Test
    void whatIsMissingOrMisshapedIsNamed() throws IOException {
        write(tensor("fc.weight", Shape.of(2, 2)));
        assertEquals(
                file.describe("") + " is of another network: expected tensor fc1.weight [2, 2], found none of that name"
                        + " among [fc.weight]",
                message());
        write(tensor("fc1.weight", Shape.of(2, 3)));
        assertEquals(
                file.describe("") + " is of another network: expected tensor fc1.weight [2, 2], found [2, 3]",
                message());
    }

    @Test
    void aFileThatIsMissingOrTruncatedIsNamed() throws IOException {
        assertEquals(true, message().startsWith("cannot read " + file.describe("") + ": "), message());
        write(tensor("fc1.weight", Shape.of(2, 2)));
        byte[] whole = Files.readAllBytes(folder.resolve("weights.safetensors"));
        Files.write(folder.resolve("weights.safetensors"), java.util.Arrays.copyOf(whole, whole.length - 3));
        assertEquals(file.describe("") + " is damaged: truncated at " + (whole.length - 3) + " bytes", message());
    }

    private String message() {
        return assertThrows(IllegalArgumentException.class, this::fill).getMessage();
    }
}
