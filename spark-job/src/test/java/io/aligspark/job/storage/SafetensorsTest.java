package io.aligspark.job.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.storage.Safetensors.Tensor;
import io.aligspark.networks.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SafetensorsTest {
    private static final Safetensors TWO = new Safetensors(
            Map.of("format", "pt"),
            List.of(
                    new Tensor("fc.weight", Shape.of(2, 3), new float[] {9, 1, 2, 3, 4, 5, 6}, 1),
                    new Tensor("fc.bias", Shape.of(2), new float[] {-1, Float.MIN_VALUE}, 0)));

    @Test
    void writesTheFormatAsSpecified() throws IOException {
        byte[] file = bytes(TWO);
        ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int header = (int) buffer.getLong();
        assertEquals(0, header % 8);
        assertEquals(
                "{\"__metadata__\":{\"format\":\"pt\"},"
                        + "\"fc.weight\":{\"dtype\":\"F32\",\"shape\":[2,3],\"data_offsets\":[0,24]},"
                        + "\"fc.bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[24,32]}}",
                new String(file, 8, header, StandardCharsets.UTF_8).trim());
        assertEquals(8 + header + 32, file.length);
        assertEquals(1f, buffer.getFloat(8 + header), 0);
        assertEquals(Float.MIN_VALUE, buffer.getFloat(file.length - 4), 0);
    }

    @Test
    void readsWhatItWrote() throws IOException {
        Safetensors read = Safetensors.read(new ByteArrayInputStream(bytes(TWO)));
        assertEquals(TWO.metadata(), read.metadata());
        assertEquals(
                List.of("fc.weight", "fc.bias"),
                read.tensors().stream().map(Tensor::name).toList());
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, read.tensors().get(0).array());
        assertEquals(Safetensors.sha256(TWO.tensors()), Safetensors.sha256(read.tensors()));
    }

    @Test
    void readsTensorsWhereTheHeaderSaysTheyLie() throws IOException {
        // Other writers order the header by name and the data by size.
        String header = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]},"
                + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        file.putFloat(1).putFloat(2);
        Safetensors read = Safetensors.read(new ByteArrayInputStream(file.array()));
        assertEquals(
                List.of("b", "a"), read.tensors().stream().map(Tensor::name).toList());
        assertEquals(2f, read.tensors().get(1).array()[0], 0);
    }

    @Test
    void readsEveryFloatingPointTypeOfPyTorchAndNoCounters() throws IOException {
        String header = "{\"__metadata__\":{\"format\":\"pt\"},"
                + "\"norm.num_batches_tracked\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]},"
                + "\"half\":{\"dtype\":\"F16\",\"shape\":[2,4],\"data_offsets\":[16,32]},"
                + "\"double\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[8,16]},"
                + "\"brain\":{\"dtype\":\"BF16\",\"shape\":[2],\"data_offsets\":[34,38]},"
                + "\"mask\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[32,34]}}";
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 38).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        file.putLong(7).putDouble(-0.1);
        // 1, -2, the largest, the smallest normal, the smallest, -0, infinity, not a number (IEEE 754 binary16).
        for (int half : new int[] {0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x8000, 0x7c00, 0x7e00}) {
            file.putShort((short) half);
        }
        file.putShort((short) 0x0101).putShort((short) 0x3fc0).putShort((short) 0xc2f7);
        Safetensors read = Safetensors.read(new ByteArrayInputStream(file.array()));
        assertEquals(
                List.of("double", "half", "brain"),
                read.tensors().stream().map(Tensor::name).toList());
        assertArrayEquals(new float[] {-0.1f}, read.tensors().get(0).array());
        assertEquals(Shape.of(2, 4), read.tensors().get(1).shape());
        assertArrayEquals(
                new float[] {1, -2, 65504, 0x1p-14f, 0x1p-24f, -0.0f, Float.POSITIVE_INFINITY, Float.NaN},
                read.tensors().get(1).array());
        assertArrayEquals(new float[] {1.5f, -123.5f}, read.tensors().get(2).array());
        assertEquals(Map.of("norm.num_batches_tracked", "I64 []", "mask", "BOOL [2]"), read.unread());
    }

    @Test
    void rejectsPlacesThatDoNotFit() {
        String gap = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}";
        assertEquals("tensor a does not follow the one before it: data_offsets [4,8]", message(gap));
        String short3 = "{\"a\":{\"dtype\":\"F16\",\"shape\":[3],\"data_offsets\":[0,8]}}";
        assertEquals("tensor a of shape [3] has 8 bytes", message(short3));
        String large = "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967298],\"data_offsets\":[0,8]}}";
        assertEquals("tensor a has sizes [4294967298]", message(large));
        String tooShort = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
        assertEquals("there are bytes behind its last tensor", message(tooShort));
    }

    private static String message(String header) {
        ByteBuffer file = ByteBuffer.allocate(8 + header.length() + 8).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        return assertThrows(IOException.class, () -> Safetensors.read(new ByteArrayInputStream(file.array())))
                .getMessage();
    }

    @Test
    void rejectsWhatIsNotWhole() throws IOException {
        byte[] file = bytes(TWO);
        assertThrows(
                EOFException.class,
                () -> Safetensors.read(new ByteArrayInputStream(Arrays.copyOf(file, file.length - 1))));
        IOException error = assertThrows(
                IOException.class,
                () -> Safetensors.read(
                        new ByteArrayInputStream("PK\3\4 a zip file".getBytes(StandardCharsets.US_ASCII))));
        assertEquals(
                "not a safetensors file: its header would have 7953674097055550288 bytes",
                error.getMessage().replaceAll("-?\\d{10,}", "7953674097055550288"));
    }

    @Test
    void namesAPointerOfGitLfs() {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\n".getBytes(StandardCharsets.US_ASCII);
        assertEquals(
                "it is a pointer of Git LFS, not the file: fetch that with `git lfs pull`",
                assertThrows(IOException.class, () -> Safetensors.read(new ByteArrayInputStream(pointer)))
                        .getMessage());
    }

    private static byte[] bytes(Safetensors file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.writeTo(out);
        return out.toByteArray();
    }
}
