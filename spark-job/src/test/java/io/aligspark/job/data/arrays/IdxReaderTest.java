package io.aligspark.job.data.arrays;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
    private static final int IMAGES = 0x803;
    private static final int LABELS = 0x801;
    private static final byte[] THREE_LABELS =
            idx(LABELS, 3).put(new byte[] {1, 0, 1}).array();

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();
    private Path images;
    private Path labels;

    @BeforeEach
    void threeImages() {
        draft.format = DataFormat.IDX;
        draft.shape = List.of(1, 2, 2);
        images = write(folder.resolve("images"), threeImages(IMAGES, 3, 2, 2));
        labels = write(folder.resolve("labels"), THREE_LABELS);
        draft.train = new DataSource(images.toString(), labels.toString());
    }

    @Test
    void readsImagesAndLabelsByRecordNumber() {
        Map<Long, Row> expected = Map.of(
                0L, new Row(1, List.of(0f, 1f, 2f, 3f)),
                1L, new Row(0, List.of(4f, 5f, 6f, 7f)),
                2L, new Row(1, List.of(8f, 9f, 10f, 255f)));
        assertEquals(expected, rows(draft.build()));
        draft.shape = List.of(4);
        assertEquals(expected, rows(draft.build()));
        write(images, threeImages(0x804, 3, 4, 1, 1));
        draft.shape = List.of(4, 1, 1);
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void labelValuesMapLabels() {
        draft.labelValues = List.of("1", "0");
        assertEquals(
                List.of(0f, 1f, 0f),
                rows(draft.build()).values().stream().map(Row::target).toList());
    }

    @Test
    void samplesDoNotDependOnSplitsCompressionOrFolder() {
        byte[] manyImages = new byte[16 + 1000 * 12];
        byte[] manyLabels = new byte[8 + 1000];
        new Random(1).nextBytes(manyImages);
        idx(manyImages, IMAGES, 1000, 3, 4);
        idx(manyLabels, LABELS, 1000);
        write(images, manyImages);
        write(labels, manyLabels);
        draft.shape = List.of(1, 3, 4);
        DataConfig config = draft.build();
        SortedMap<Long, Row> expected = rows(config, readSplit(config, 1));
        assertEquals(1000, expected.size());
        assertEquals(5, readSplit(config, 5).samples().getNumPartitions());
        assertEquals(expected, rows(config, readSplit(config, 5)));

        gzip(labels, manyLabels);
        assertEquals(expected, rows(config, readSplit(config, 5)));
        gzip(images, manyImages);
        assertEquals(expected, rows(config, readSplit(config, 5)));

        draft.root = folder.toUri().toString();
        write(folder.resolve("elsewhere/x"), manyImages);
        draft.train = new DataSource("elsewhere/x", "labels");
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void wrongKindOfFileIsNamed() {
        draft.train = new DataSource(labels.toString(), labels.toString());
        assertFailure(
                "samples", labels, "expected IDX images (magic number 0x00000803 or 0x00000804), but found 0x00000801");
        draft.train = new DataSource(images.toString(), images.toString());
        assertFailure("labels", images, "expected IDX labels (magic number 0x00000801), but found 0x00000803");
    }

    @Test
    void filesMustFitEachOtherAndTheShape() {
        draft.shape = List.of(1, 2, 3);
        assertFailure("samples", images, "expected samples of data.shape [1, 2, 3], but found [2, 2]");
        draft.shape = List.of(3);
        assertFailure("samples", images, "expected samples of data.shape [3], but found [2, 2]");
        draft.shape = List.of(4);
        write(labels, idx(LABELS, 2).put(new byte[2]).array());
        assertFailure(
                "labels", labels, "expected a label for each of the 3 images in file:" + images + ", but found 2");
    }

    @Test
    void filesWithoutRecordsAreRefused() {
        write(images, idx(IMAGES, 0, 2, 2).array());
        assertFailure("samples", images, "expected at least one record and sizes >= 1, but the header says [0, 2, 2]");
        write(images, new byte[] {0, 0, 8});
        assertEquals(
                "data.train.samples: expected IDX images, but file:" + images + " ends within its header",
                failure(draft.build()));
        write(images, "");
        assertEquals(
                "data.train.samples: file:" + images + " is empty; expected at least one sample",
                failure(draft.build()));
        draft.train = new DataSource(folder + "/*s", labels.toString());
        assertEquals(
                "data.train.samples: expected one IDX file, but file:" + folder + "/*s stands for 2",
                failure(draft.build()));
    }

    @Test
    void truncatedFilesAreNamedWithTheRecord() {
        byte[] all = threeImages(IMAGES, 3, 2, 2);
        byte[] cut = Arrays.copyOf(all, all.length - 5);
        write(images, cut);
        assertFailure("samples", images, "record 1 of 3 (counted from 0) is cut short");
        gzip(images, cut);
        assertFailure("samples", images, "record 1 of 3 (counted from 0) is cut short");
        gzip(images, all);
        gzip(labels, Arrays.copyOf(THREE_LABELS, 10));
        assertFailure("labels", labels, "record 2 of 3 (counted from 0) is cut short");
    }

    @Test
    void trailingBytesAreRefused() {
        byte[] all = threeImages(IMAGES, 3, 2, 2);
        byte[] longer = Arrays.copyOf(all, all.length + 7);
        write(images, longer);
        assertFailure("samples", images, "expected the end of the file after record 2, but found 7 more bytes");
        gzip(images, longer);
        assertFailure("samples", images, "expected the end of the file after record 2, but found more bytes");
    }

    @Test
    void labelsOutsideTheClassesAreNamedWithTheRecord() {
        write(labels, idx(LABELS, 3).put(new byte[] {1, 0, (byte) 200}).array());
        assertFailure(
                "labels",
                labels,
                "label of record 2 (counted from 0) must be an integer from 0 to 1"
                        + " (data.classes; or list others in data.label-values), but was 200");
    }

    private SampleSet readSplit(DataConfig config, int parallelism) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        return IdxReader.read(context, config, config.train(), "data.train", parallelism);
    }

    private void assertFailure(String key, Path file, String fault) {
        assertEquals("data.train." + key + ": file:" + file + ": " + fault, failure(draft.build()));
    }

    private static byte[] threeImages(int magic, int... sizes) {
        return idx(magic, sizes)
                .put(new byte[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, (byte) 255})
                .array();
    }

    /** A file of these sizes, positioned after its header. */
    private static ByteBuffer idx(int magic, int... sizes) {
        int bytes = Arrays.stream(sizes).reduce(1, (a, b) -> a * b);
        return idx(new byte[4 + 4 * sizes.length + bytes], magic, sizes);
    }

    private static ByteBuffer idx(byte[] file, int magic, int... sizes) {
        ByteBuffer buffer = ByteBuffer.wrap(file).putInt(magic);
        for (int size : sizes) {
            buffer.putInt(size);
        }
        return buffer;
    }
}
