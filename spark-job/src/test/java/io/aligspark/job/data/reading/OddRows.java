package io.aligspark.job.data.reading;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;

/** Files of rows, valid but unusual, as other programs and people write them. Its seed decides everything. */
public final class OddRows {
    /** How many values a row has. */
    public static final int FEATURES = 3;

    private static final List<String> NUMBERS = List.of(
            "1",
            "-0",
            "+1",
            "1e3",
            "1E-3",
            ".5",
            "5.",
            "-2.50",
            "1e-46",
            "3.4e38",
            "00012",
            "4.9e-324",
            "-1.e+2",
            "123456789012345678901234567890",
            "0.1234567890123456789012345678901234567890");
    private static final List<String> NO_NUMBERS =
            List.of("nan", "NaN", "inf", "-Infinity", "1e39", "", "NA", "1,5", "0x");

    private final SplittableRandom random;
    private final List<String> lines = new ArrayList<>();
    private int rows;
    private boolean refusable;

    public OddRows(long seed) {
        random = new SplittableRandom(seed);
    }

    /**
     * A file.
     *
     * @param suffix of its name
     * @param rows how many there are
     * @param refusable whether it may be refused instead of read
     */
    public record OddFile(String suffix, byte[] content, int rows, boolean refusable) {}

    public OddFile csv(char delimiter, boolean header) throws IOException {
        if (header) {
            lines.add(String.join(String.valueOf(delimiter), List.of("x", quoted("y"), quoted("z z"), "label")));
        }
        for (int i = 1 + random.nextInt(30); i > 0; i--) {
            blankLine();
            List<String> cells = new ArrayList<>();
            for (int j = 0; j < FEATURES; j++) {
                cells.add(quoted(padded(number(), delimiter)));
            }
            cells.add(quoted(padded(pick(List.of("0", "1", "1.0", "+1", "0.", "00")), delimiter)));
            lines.add(String.join(String.valueOf(delimiter), cells));
            rows++;
        }
        return file(".csv");
    }

    public OddFile libsvm(int firstIndex) throws IOException {
        for (int i = 1 + random.nextInt(30); i > 0; i--) {
            blankLine();
            if (chance(8)) {
                lines.add(pick(List.of("# a comment", "  # 1 1:1", "#")));
            }
            StringBuilder line = new StringBuilder(pick(List.of("+1", "-1", "1", "1.0", "-1e0", " +1.0")));
            if (chance(8)) {
                line.append(" qid:").append(random.nextInt(9));
            }
            for (int j = 0; j < FEATURES; j++) {
                if (!chance(3)) {
                    line.append(pick(List.of(" ", "\t", "  ")))
                            .append(firstIndex + j)
                            .append(':')
                            .append(number());
                }
            }
            lines.add(line + pick(List.of("", "", " ", " # end: of 1", "#")));
            rows++;
        }
        return file(".libsvm");
    }

    /** With {@code x}, {@code y}, {@code z} and a label; one object a line, or one array over many lines. */
    public OddFile json(boolean array) throws IOException {
        int count = 1 + random.nextInt(20);
        for (int i = 0; i < count; i++) {
            String label = "\"label\": " + random.nextInt(2);
            List<String> numbers = List.of("1", "-0", "2.5", "1e3", "1E-3", "-12", "3.0", "16777217");
            List<String> fields = new ArrayList<>(List.of(label));
            for (String name : List.of("x", "y", "z")) {
                fields.add(random.nextInt(fields.size() + 1), "\"" + name + "\" : " + pick(numbers));
            }
            if (chance(3)) {
                fields.add("\"note\": \"a \\\"quoted\\\" \\u00e9, {b}\", \"more\": {\"x\": [1, null]}");
            }
            String last = i == count - 1 ? "" : ",";
            lines.add("{" + String.join(", ", fields) + "}" + (array ? last : ""));
            rows++;
        }
        if (array) {
            lines.add(0, "[");
            lines.add("]");
        }
        return file(".json");
    }

    private String number() {
        if (chance(60)) {
            refusable = true;
            return pick(NO_NUMBERS);
        }
        return chance(2) ? pick(NUMBERS) : String.valueOf(random.nextInt(2001) - 1000);
    }

    private void blankLine() {
        if (chance(10)) {
            lines.add(pick(List.of("", "  ")));
        }
    }

    private String padded(String cell, char delimiter) {
        return chance(10) ? (delimiter == '\t' ? " " : "\t ") + cell + " " : cell;
    }

    private String quoted(String cell) {
        // A number with a comma in it is one of two cells unless it is quoted.
        return chance(6) || cell.contains(",") ? '"' + cell + '"' : cell;
    }

    private OddFile file(String suffix) throws IOException {
        String text = String.join(pick(List.of("\n", "\n", "\r\n", "\r")), lines);
        boolean json = suffix.equals(".json");
        String end = chance(3) ? "" : pick(List.of("\n", "\r\n", "\n\n\n"));
        byte[] bytes = ((chance(4) && !json ? "\uFEFF" : "") + text + end).getBytes(UTF_8);
        String compression = pick(List.of("", "", ".gz", ".bz2", ".zst"));
        // Spark has no zstd for its tables without a native library.
        refusable |= json && compression.equals(".zst");
        return new OddFile(suffix + compression, compressed(compression, bytes), rows, refusable);
    }

    /** In one or more members, as concatenated files are. */
    private byte[] compressed(String compression, byte[] bytes) throws IOException {
        if (compression.isEmpty()) {
            return bytes;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        int start = 0;
        for (int members = 1 + random.nextInt(3); members > 0; members--) {
            int end = members == 1 ? bytes.length : start + random.nextInt(bytes.length - start + 1);
            OutputStream out = switch (compression) {
                case ".gz" -> new GZIPOutputStream(all);
                case ".bz2" -> new BZip2CompressorOutputStream(all);
                default -> new ZstdOutputStream(all);
            };
            out.write(bytes, start, end - start);
            out.close();
            start = end;
        }
        return all.toByteArray();
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }
}
