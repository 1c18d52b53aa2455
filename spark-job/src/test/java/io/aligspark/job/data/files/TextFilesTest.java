package io.aligspark.job.data.files;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.ZstdOutputStream;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.apache.commons.compress.compressors.CompressorException;
import org.apache.commons.compress.compressors.CompressorStreamFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed files are read whole or refused, and what is no text is named by its first bytes. */
class TextFilesTest {
    private static final String DECOMPRESS = ", which is not read; decompress it, or use gzip, bzip2 or zstd";
    private static final String UTF =
            "is UTF-16 or has zero bytes; expected a text in UTF-8 (iconv -f UTF-16 -t UTF-8)";
    private static final byte[] ROWS = "1,2,0\n3,4,1\n".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void place() {
        draft.root = folder.toString();
        draft.train = new DataSource("in", "");
    }

    @Test
    void zstdAndBzip2AreReadAsTheTextIs() throws IOException, CompressorException {
        byte[] text = "\uFEFF1,2,0\r\n\r\n3,4,1\n".repeat(1).getBytes(UTF_8);
        write(folder.resolve("in/rows.csv"), text);
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(2, expected.size());
        draft.train = new DataSource("zstd", "");
        write(folder.resolve("zstd/rows.csv.zst"), zstd(text));
        assertEquals(expected, rows(draft.build()));
        draft.train = new DataSource("bzip2", "");
        ByteArrayOutputStream bzip2 = new ByteArrayOutputStream();
        for (byte[] half : List.of(Arrays.copyOf(text, 8), Arrays.copyOfRange(text, 8, text.length))) {
            try (OutputStream out = new CompressorStreamFactory().createCompressorOutputStream("bzip2", bzip2)) {
                out.write(half);
            }
        }
        write(folder.resolve("bzip2/rows.csv.bz2"), bzip2.toByteArray());
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void severalFramesOfZstdAreRead() throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(zstd(ROWS));
        frames.write(zstd(ROWS));
        write(folder.resolve("in/rows.csv.zst"), frames.toByteArray());
        assertEquals(4, rows(draft.build()).size());
    }

    @Test
    void zstdCutShortIsRefused() throws IOException {
        byte[] whole = zstd(ROWS);
        write(folder.resolve("in/rows.csv.zst"), Arrays.copyOf(whole, whole.length - 3));
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: " + at("rows.csv.zst") + " cannot be read: "), message);
    }

    /** The first bytes of the files that the usual programs write. */
    @ParameterizedTest
    @CsvSource({
        "b.csv.lz4,04224d18644027000000,is compressed by lz4 in its frame format",
        "b.csv.xz,fd377a585a000004e6d6,is compressed by xz",
        "b.csv.snappy,ff060000734e61507059,is compressed by snappy in its framing format",
        "b.csv,504b030414000000,is a zip archive",
    })
    void otherCompressionsAreNamed(String name, String magic, String fault) throws IOException {
        assertRefusedAlone(name, HexFormat.of().parseHex(magic), fault + DECOMPRESS);
    }

    @Test
    void compressionsWithoutTheirSuffixAreNamed() throws IOException, CompressorException {
        assertRefusedAlone(
                "b.csv", bytesOf("gz"), "is compressed by gzip, but its name does not end in .gz; rename it");
        assertRefusedAlone(
                "b", bytesOf("bzip2"), "is compressed by bzip2, but its name does not end in .bz2; rename it");
        assertRefusedAlone("b.zstd", zstd(ROWS), "is compressed by zstd, but its name does not end in .zst; rename it");
    }

    @Test
    void twiceCompressedIsNamed() throws IOException {
        gzip(folder.resolve("b"), zstd(ROWS));
        byte[] twice = java.nio.file.Files.readAllBytes(folder.resolve("b"));
        assertRefusedAlone(
                "b.csv.gz", twice, "decompressed, is compressed by zstd, but its name does not end in .zst; rename it");
    }

    @Test
    void otherEncodingsAndFormatsAreNamed() {
        assertRefusedAlone("b.csv", "1,2,0\n".getBytes(UTF_16), UTF);
        assertRefusedAlone("b.csv", "1,2,0\n".getBytes(UTF_16LE), UTF);
        assertRefusedAlone("b.csv", "\uFEFF1,2,0\n".getBytes(UTF_16LE), UTF);
        assertRefusedAlone("b.csv", "PAR1....".getBytes(UTF_8), "is a Parquet file (data.format = table)");
        assertRefusedAlone(
                "b.csv",
                "version https://git-lfs.github.com/spec/v1\n".getBytes(UTF_8),
                "is a Git LFS pointer in place of the file; fetch that (git lfs pull)");
    }

    /** Also where the other files have rows, and where bad records are skipped. */
    @ParameterizedTest
    @ValueSource(strings = {"gz", "bz2", "zst", "lz4", "deflate"})
    void compressedFilesWithoutARowAreRefused(String suffix) throws IOException {
        byte[] nothing = switch (suffix) {
            case "gz" -> {
                gzip(folder.resolve("nothing"), new byte[0]);
                yield java.nio.file.Files.readAllBytes(folder.resolve("nothing"));
            }
            case "bz2" -> HexFormat.of().parseHex("425a683917724538509000000000");
            case "zst" -> zstd(new byte[0]);
            // Blocks of Hadoop's own format, of which the first is empty.
            case "lz4" -> new byte[Integer.BYTES];
            default -> HexFormat.of().parseHex("789c030000000001");
        };
        assertRefusedAlone(
                "b.csv." + suffix,
                nothing,
                "holds no row when decompressed; remove it, or decompress it with the program that wrote it");
    }

    /** In a folder with another file before it, and one behind it. */
    private void assertRefusedAlone(String name, byte[] content, String fault) {
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.9);
        write(folder.resolve("in/a.csv"), ROWS);
        write(folder.resolve("in/c.csv"), ROWS);
        write(folder.resolve("in").resolve(name), content);
        String message = "data.train.samples: " + at(name) + " " + fault;
        assertEquals(message, failure(draft.build()));
        assertTrue(folder.resolve("in/a.csv").toFile().delete());
        assertEquals(message, failure(draft.build()));
        assertTrue(folder.resolve("in").resolve(name).toFile().delete());
    }

    private byte[] bytesOf(String compression) throws IOException, CompressorException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new CompressorStreamFactory().createCompressorOutputStream(compression, bytes)) {
            out.write(ROWS);
        }
        return bytes.toByteArray();
    }

    private static byte[] zstd(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new ZstdOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private String at(String name) {
        return "file:" + folder.resolve("in").resolve(name);
    }
}
