package io.aligspark.job.data.files;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** Files that are no text, known by their first bytes. */
public enum FirstBytes {
    GZIP(".gz", "compressed by gzip", "1f8b"),
    BZIP2(".bz2", "compressed by bzip2", "425a68"),
    ZSTD(".zst", "compressed by zstd", "28b52ffd"),
    XZ("", "compressed by xz", "fd377a585a00"),
    LZ4("", "compressed by lz4 in its frame format", "04224d18"),
    SNAPPY("", "compressed by snappy in its framing format", "ff060000734e61507059"),
    ZIP("", "a zip archive", "504b0304"),
    SEVEN_ZIP("", "a 7z archive", "377abcaf271c"),
    PARQUET("", "a Parquet file (data.format = table)", "50415231"),
    ORC("", "an ORC file (data.format = table)", "4f5243"),
    AVRO("", "an Avro file", "4f626a01"),
    LFS_POINTER(
            "",
            "a Git LFS pointer in place of the file; fetch that (git lfs pull)",
            "76657273696f6e2068747470733a2f2f676974"),
    UTF_16("", "UTF-16", "fffe"),
    UTF_16_BIG("", "UTF-16", "feff");

    /** As many bytes tell. */
    public static final int COUNT = 32;

    private static final String BZIP2_BLOCK = "314159265359";
    private static final String BZIP2_END = "177245385090";

    private final String suffix;
    private final String what;
    private final String magic;

    FirstBytes(String suffix, String what, String magic) {
        this.suffix = suffix;
        this.what = what;
        this.magic = magic;
    }

    /**
     * What keeps a file from being read.
     *
     * @param head its first bytes as stored
     * @param name of the file, whose end says how it is compressed
     * @param compressed whether it does
     */
    public static Optional<String> ofStored(byte[] head, String name, boolean compressed) {
        return of(head).filter(found -> found.suffix.isEmpty() || !name.endsWith(found.suffix))
                .map(FirstBytes::fault)
                .or(() -> compressed ? Optional.empty() : ofZeros(head));
    }

    /** What keeps a decompressed text from being read. */
    static Optional<String> ofText(byte[] head) {
        return of(head).map(found -> "decompressed, " + found.fault()).or(() -> ofZeros(head));
    }

    private static Optional<FirstBytes> of(byte[] head) {
        String digits = HexFormat.of().formatHex(head);
        return Arrays.stream(values()).filter(kind -> kind.begins(digits)).findFirst();
    }

    private boolean begins(String digits) {
        return digits.startsWith(magic)
                && switch (this) {
                    // The short ones could begin a text.
                    case BZIP2 -> digits.startsWith(BZIP2_BLOCK, 8) || digits.startsWith(BZIP2_END, 8);
                    case ORC -> digits.startsWith("0", 6) || digits.startsWith("1", 6);
                    default -> true;
                };
    }

    private String fault() {
        return switch (this) {
            case GZIP, BZIP2, ZSTD -> "is " + what + ", but its name does not end in " + suffix + "; rename it";
            case XZ, LZ4, SNAPPY, ZIP, SEVEN_ZIP ->
                "is " + what + ", which is not read; decompress it, or use gzip, bzip2 or zstd";
            case PARQUET, ORC, AVRO, LFS_POINTER -> "is " + what;
            case UTF_16, UTF_16_BIG -> utf16();
        };
    }

    private static Optional<String> ofZeros(byte[] head) {
        // Of numbers in UTF-16 and UTF-32, every other byte is zero.
        return new String(head, StandardCharsets.ISO_8859_1).indexOf('\0') >= 0
                ? Optional.of(utf16())
                : Optional.empty();
    }

    private static String utf16() {
        return "is UTF-16 or has zero bytes; expected a text in UTF-8 (iconv -f UTF-16 -t UTF-8)";
    }
}
