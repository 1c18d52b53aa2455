package io.aligspark.job.storage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Shape;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The safetensors file format (Hugging Face): 8 bytes with the length of a JSON header, the header with each tensor's
 * type, shape and place and a map of texts, then the tensors' bytes, little-endian and row-major. Written as {@code F32};
 * read from any floating-point type of at least 16 bits.
 *
 * @param metadata the map of texts
 * @param tensors in file order
 * @param unread names of tensors that are not read, of other types or without elements; with type and shape
 */
public record Safetensors(Map<String, String> metadata, List<Tensor> tensors, Map<String, String> unread) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_HEADER = 100_000_000;
    /** The first eight bytes of what Git LFS puts in place of a file, taken for a length. */
    private static final long LFS_POINTER = ByteBuffer.wrap("version ".getBytes(StandardCharsets.US_ASCII))
            .order(ByteOrder.LITTLE_ENDIAN)
            .getLong();

    private static final int BUFFER = 1 << 16;
    // Elements that are believed before they are read; a multiple of those in a buffer.
    private static final int MAX_UNSEEN = 1 << 24;

    /**
     * A named tensor: a range of an array that its owner keeps.
     *
     * @param name unique in the file
     * @param shape row-major
     * @param array holds the elements
     * @param offset of the first element
     */
    public record Tensor(String name, Shape shape, float[] array, int offset) {}

    /** Copies map and list, not the arrays. */
    public Safetensors {
        metadata = Map.copyOf(metadata);
        tensors = List.copyOf(tensors);
        unread = Map.copyOf(unread);
    }

    /** A file to be written. */
    public Safetensors(Map<String, String> metadata, List<Tensor> tensors) {
        this(metadata, tensors, Map.of());
    }

    /** The tensors of a flat array, their names behind a prefix. */
    public static List<Tensor> of(String prefix, Layout layout, float[] array) {
        return layout.entries().stream()
                .map(entry ->
                        new Tensor(prefix + entry.spec().name(), entry.spec().shape(), array, entry.offset()))
                .toList();
    }

    /** SHA-256 of the tensors' bytes in file order, in hexadecimal. */
    public static String sha256(List<Tensor> tensors) {
        MessageDigest digest = sha256();
        try {
            writeData(tensors, new OutputStream() {
                @Override
                public void write(int b) {
                    digest.update((byte) b);
                }

                @Override
                public void write(byte[] bytes, int offset, int length) {
                    digest.update(bytes, offset, length);
                }
            });
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** SHA-256 of a text in UTF-8, in hexadecimal. */
    static String sha256(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Writes the file. */
    public void writeTo(OutputStream out) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject("__metadata__");
        new TreeMap<>(metadata).forEach(texts::put);
        long position = 0;
        for (Tensor tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", "F32");
            entry.putPOJO("shape", tensor.shape().sizes());
            long end = position + (long) Float.BYTES * tensor.shape().length();
            entry.putArray("data_offsets").add(position).add(end);
            position = end;
        }
        byte[] json = JSON.writeValueAsBytes(header);
        // Padded with blanks so that the tensors start at a multiple of eight bytes.
        int padded = (json.length + 7) / 8 * 8;
        out.write(ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(padded)
                .array());
        out.write(json);
        out.write(" ".repeat(padded - json.length).getBytes(StandardCharsets.US_ASCII));
        writeData(tensors, out);
    }

    /**
     * Reads a file; of tensors of other than floating-point numbers, names and types alone.
     *
     * @throws IOException if it is truncated or not of this format
     */
    public static Safetensors read(InputStream stream) throws IOException {
        DataInputStream in = new DataInputStream(stream);
        long headerLength = Long.reverseBytes(in.readLong());
        if (headerLength == LFS_POINTER) {
            throw new IOException("it is a pointer of Git LFS, not the file: fetch that with `git lfs pull`");
        }
        if (headerLength < 2 || headerLength > MAX_HEADER) {
            throw new IOException("not a safetensors file: its header would have " + headerLength + " bytes");
        }
        byte[] json = in.readNBytes((int) headerLength);
        if (json.length < headerLength) {
            throw new EOFException();
        }
        JsonNode header = header(json);
        if (header == null || !header.isObject()) {
            throw new IOException("not a safetensors file: its header is not a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        header.path("__metadata__")
                .fields()
                .forEachRemaining(
                        text -> metadata.put(text.getKey(), text.getValue().asText()));
        List<Map.Entry<String, JsonNode>> entries = new ArrayList<>();
        header.fields().forEachRemaining(entries::add);
        entries.removeIf(entry -> entry.getKey().equals("__metadata__"));
        entries.sort(Comparator.comparingLong(
                entry -> entry.getValue().path("data_offsets").path(0).asLong()));
        List<Tensor> tensors = new ArrayList<>();
        Map<String, String> unread = new TreeMap<>();
        long position = 0;
        for (Map.Entry<String, JsonNode> entry : entries) {
            readTensor(entry.getKey(), entry.getValue(), position, in)
                    .ifPresentOrElse(
                            tensors::add,
                            () -> unread.put(
                                    entry.getKey(),
                                    entry.getValue().path("dtype").asText() + " "
                                            + entry.getValue().path("shape")));
            position = entry.getValue().path("data_offsets").path(1).asLong();
        }
        if (in.read() >= 0) {
            throw new IOException("there are bytes behind its last tensor");
        }
        return new Safetensors(metadata, tensors, unread);
    }

    /** Reads the next tensor; empty if it holds no floating-point numbers: counters and masks of other programs. */
    private static Optional<Tensor> readTensor(String name, JsonNode entry, long position, DataInputStream in)
            throws IOException {
        JsonNode offsets = entry.path("data_offsets");
        long length = offsets.path(1).asLong() - offsets.path(0).asLong();
        if (offsets.path(0).asLong(-1) != position || length < 0) {
            throw new IOException("tensor " + name + " does not follow the one before it: data_offsets " + offsets);
        }
        List<Integer> sizes = new ArrayList<>();
        for (JsonNode size : entry.path("shape")) {
            if (!size.canConvertToInt() || size.asInt() < 0) {
                throw new IOException("tensor " + name + " has sizes " + entry.path("shape"));
            }
            sizes.add(size.asInt());
        }
        FloatType type = FloatType.NAMES.get(entry.path("dtype").asText());
        if (type == null || sizes.isEmpty() || sizes.contains(0)) {
            in.skipNBytes(length);
            return Optional.empty();
        }
        Shape shape = shape(name, sizes);
        int elements = shape.length();
        if (length != (long) type.bytes() * elements) {
            throw new IOException("tensor " + name + " of shape " + shape + " has " + length + " bytes");
        }
        // Larger ones grow, so that a damaged length asks for no more than twice the memory that the file fills.
        float[] values = new float[Math.min(elements, MAX_UNSEEN)];
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        int perBuffer = BUFFER / type.bytes();
        for (int i = 0; i < elements; i += perBuffer) {
            int count = Math.min(perBuffer, elements - i);
            if (i + count > values.length) {
                values = Arrays.copyOf(values, (int) Math.min(elements, 2L * values.length));
            }
            in.readFully(bytes.array(), 0, count * type.bytes());
            for (int j = 0; j < count; j++) {
                values[i + j] = type.read(bytes, j);
            }
        }
        return Optional.of(new Tensor(name, shape, values, 0));
    }

    private static JsonNode header(byte[] json) throws IOException {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            // Without the lines that say where.
            throw new IOException("not a safetensors file: its header is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private static Shape shape(String name, List<Integer> sizes) throws IOException {
        try {
            Shape shape = new Shape(sizes);
            shape.length();
            return shape;
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new IOException("tensor " + name + " has sizes " + sizes, e);
        }
    }

    private static void writeData(List<Tensor> tensors, OutputStream out) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        int perBuffer = BUFFER / Float.BYTES;
        for (Tensor tensor : tensors) {
            int end = tensor.offset() + tensor.shape().length();
            for (int i = tensor.offset(); i < end; i += perBuffer) {
                int count = Math.min(perBuffer, end - i);
                bytes.asFloatBuffer().put(0, tensor.array(), i, count);
                out.write(bytes.array(), 0, count * Float.BYTES);
            }
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
