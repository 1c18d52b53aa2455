package io.aligspark.job.data.arrays;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sink;
import us.hebi.matlab.mat.types.Sinks;

class SvhnReaderTest {
    private static final long SECOND_FILE = 1L << 43;

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();
    private Path file;

    @BeforeEach
    void svhn() {
        draft.format = DataFormat.SVHN;
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        file = folder.resolve("train_32x32.mat");
        draft.train = new DataSource(file.toString(), "");
    }

    @Test
    void readsDigitsAndTransposesPixels() {
        mat(file, images(0, 3), digits(1, 10, 9), Deflater.DEFAULT_COMPRESSION);
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(List.of(0L, 1L, 2L), List.copyOf(rows.keySet()));
        assertEquals(
                List.of(1f, 0f, 9f), rows.values().stream().map(Row::target).toList());
        for (int sample = 0; sample < 3; sample++) {
            List<Float> values = rows.get((long) sample).values();
            for (int i = 0; i < 3072; i++) {
                assertEquals(pixel(i / 32 % 32, i % 32, i / 1024, sample), values.get(i), "value " + i);
            }
        }
    }

    @Test
    void samplesDoNotDependOnCompressionAndOneIsEnough() {
        mat(file, images(0, 2), digits(1, 10), Deflater.NO_COMPRESSION);
        SortedMap<Long, Row> plain = rows(draft.build());
        mat(file, images(0, 2), digits(1, 10), Deflater.BEST_COMPRESSION);
        assertEquals(plain, rows(draft.build()));
        mat(file, images(0, 1), digits(1), Deflater.BEST_COMPRESSION);
        assertEquals(plain.headMap(1L), rows(draft.build()));
    }

    @Test
    void severalFilesAreReadInTheOrderOfTheirNames() {
        mat(file, images(1, 1), digits(4), Deflater.BEST_SPEED);
        mat(folder.resolve("extra_32x32.mat"), images(0, 2), digits(2, 3), Deflater.BEST_SPEED);
        mat(folder.resolve("test_32x32.mat"), images(0, 1), digits(7), Deflater.BEST_SPEED);
        draft.train = new DataSource(folder + "/{train,extra}_32x32.mat", "");
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(List.of(0L, 1L, SECOND_FILE), List.copyOf(rows.keySet()));
        assertEquals(
                List.of(2f, 3f, 4f), rows.values().stream().map(Row::target).toList());
    }

    @Test
    void matricesLargerThanTheThresholdLeaveNoTemporaryFile() {
        int count = 400;
        mat(file, images(0, count), digits(new double[count]), Deflater.BEST_SPEED);
        long before = temporaryFiles();
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(count, rows.size());
        assertEquals(pixel(31, 30, 2, 399), rows.get(399L).values().get(2 * 1024 + 31 * 32 + 30));
        assertEquals(before, temporaryFiles());
    }

    @Test
    void badFilesAreNamed() throws IOException {
        mat(file, images(0, 2), digits(1, 11), Deflater.BEST_SPEED);
        assertFailure("y of sample 1 (counted from 0) must be a digit from 1 to 10 (which is 0), but was 11.0");
        mat(file, images(0, 2), digits(1, 2, 3), Deflater.BEST_SPEED);
        assertFailure("expected a digit in y for each of the 2 samples in X, but found 3");
        mat(file, Mat5.newMatrix(new int[] {28, 28, 3, 2}, MatlabType.UInt8), digits(1, 2), Deflater.BEST_SPEED);
        assertFailure("expected X of type uint8 and sizes [32, 32, 3, samples], but found uint8 [28, 28, 3, 2]");
        mat(file, images(0, 2), null, Deflater.BEST_SPEED);
        assertFailure("expected matrices X and y, but found no y");
        String start =
                "data.train.samples: file:" + file + ": expected a MATLAB file of version 5, but reading fails: ";
        mat(file, images(0, 2), digits(1, 2), Deflater.BEST_SPEED);
        byte[] all = Files.readAllBytes(file);
        write(file, Arrays.copyOf(all, 500));
        assertTrue(failure(draft.build()).startsWith(start), failure(draft.build()));
        write(file, "MATLAB 7.3 MAT-file".repeat(20));
        assertTrue(failure(draft.build()).startsWith(start), failure(draft.build()));
    }

    private void assertFailure(String fault) {
        assertEquals("data.train.samples: file:" + file + ": " + fault, failure(draft.build()));
    }

    private static long temporaryFiles() {
        String[] names =
                new File(System.getProperty("java.io.tmpdir")).list((dir, name) -> name.startsWith("alig-matrix-"));
        return names.length;
    }

    private static float pixel(int row, int column, int channel, int sample) {
        return (7 * row + 31 * column + 101 * channel + 13 * sample) % 256;
    }

    private static Matrix images(int first, int count) {
        Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, count}, MatlabType.UInt8);
        for (int sample = 0; sample < count; sample++) {
            for (int i = 0; i < 3072; i++) {
                float value = pixel(i % 32, i / 32 % 32, i / 1024, first + sample);
                images.setByte(new int[] {i % 32, i / 32 % 32, i / 1024, sample}, (byte) value);
            }
        }
        return images;
    }

    private static Matrix digits(double... values) {
        Matrix digits = Mat5.newMatrix(values.length, 1, MatlabType.Double);
        for (int i = 0; i < values.length; i++) {
            digits.setDouble(i, values[i]);
        }
        return digits;
    }

    private static void mat(Path file, Matrix images, Matrix digits, int level) {
        try (Sink sink = Sinks.newStreamingFile(file.toFile())) {
            Mat5File content = Mat5.newMatFile();
            content.addArray("X", images);
            content.addArray("note", Mat5.newString("other content is skipped"));
            if (digits != null) {
                content.addArray("y", digits);
            }
            Mat5.newWriter(sink).setDeflateLevel(level).writeMat(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
