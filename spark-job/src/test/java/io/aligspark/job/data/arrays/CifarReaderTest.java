package io.aligspark.job.data.arrays;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CifarReaderTest {
    private static final int PIXELS = 3072;
    private static final long SECOND_FILE = 1L << 43;

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void cifar10() {
        draft.format = DataFormat.CIFAR;
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        draft.train = new DataSource(folder + "/data_batch_*.bin", "");
    }

    @Test
    void readsLabelsAndPlanarPixelsByFileAndRecord() {
        byte[] first = records(1, 1, 2);
        first[0] = 7;
        first[1] = (byte) 200;
        first[PIXELS] = 3;
        write(folder.resolve("data_batch_1.bin"), first);
        write(folder.resolve("data_batch_2.bin"), records(2, 1, 1));
        write(folder.resolve("test_batch.bin"), records(3, 1, 1));

        SortedMap<Long, Row> rows = rows(draft.build());

        assertEquals(List.of(0L, 1L, SECOND_FILE), List.copyOf(rows.keySet()));
        assertEquals(7, rows.get(0L).target());
        assertEquals(200, rows.get(0L).values().get(0));
        assertEquals(3, rows.get(0L).values().get(PIXELS - 1));
    }

    @Test
    void cifar100HasTheFineLabel() {
        draft.classes = 100;
        byte[] all = records(1, 2, 2);
        all[0] = 19;
        all[1] = 99;
        all[2] = 5;
        write(folder.resolve("train.bin"), all);
        draft.train = new DataSource(folder + "/train.bin", "");
        Row row = rows(draft.build()).get(0L);
        assertEquals(99, row.target());
        assertEquals(5, row.values().get(0));
    }

    @Test
    void samplesDoNotDependOnSplitsOrCompression() {
        byte[] first = records(1, 1, 50);
        byte[] second = records(2, 1, 31);
        write(folder.resolve("data_batch_1.bin"), first);
        Path two = write(folder.resolve("data_batch_2.bin"), second);
        DataConfig config = draft.build();
        SortedMap<Long, Row> expected = rows(config, readSplit(config, 1));
        assertEquals(81, expected.size());
        assertEquals(SECOND_FILE + 30, expected.lastKey());
        assertEquals(expected, rows(config, readSplit(config, 7)));
        gzip(two, second);
        SampleSet mixed = readSplit(config, 7);
        assertEquals(expected, rows(config, mixed));
        long ofTheGzipFile = mixed.samples().glom().collect().stream()
                .filter(task -> task.size() == 31)
                .count();
        assertEquals(1, ofTheGzipFile, "one task reads a compressed file");
    }

    @Test
    void damagedFilesAreNamedWithTheRecord() {
        Path file = write(folder.resolve("data_batch_1.bin"), Arrays.copyOf(records(1, 1, 2), 6000));
        assertFailure(
                file,
                "expected records of 3073 bytes (CIFAR-100 with data.classes = 100, otherwise CIFAR-10),"
                        + " but 6000 bytes are no multiple");
        gzip(file, Arrays.copyOf(records(1, 1, 2), 6000));
        assertFailure(file, "record 1 (counted from 0) is cut short: expected 3073 bytes, but found 2927");
        gzip(file, new byte[0]);
        assertFailure(file, "record 0 (counted from 0) is cut short: expected 3073 bytes, but found 0");
        byte[] wrong = records(1, 1, 2);
        wrong[3073] = 10;
        write(file, wrong);
        assertFailure(
                file,
                "label of record 1 (counted from 0) must be an integer from 0 to 9"
                        + " (data.classes; or list others in data.label-values), but was 10");
    }

    @Test
    void classesAndShapeAreThoseOfCifar() {
        draft.classes = 20;
        assertRejected("data.classes must be 10 or 100 for cifar, but was 20");
        draft.classes = 10;
        draft.shape = List.of(PIXELS);
        assertRejected("data.shape must be [3, 32, 32] for CIFAR, but was [3072]");
    }

    private void assertRejected(String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, draft::build).getMessage());
    }

    private void assertFailure(Path file, String fault) {
        assertEquals("data.train.samples: file:" + file + ": " + fault, failure(draft.build()));
    }

    private SampleSet readSplit(DataConfig config, int parallelism) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        return CifarReader.read(context, config, config.train(), "data.train.samples", parallelism);
    }

    /** Random pixels, labels below 10. */
    private static byte[] records(long seed, int labelBytes, int count) {
        Random random = new Random(seed);
        int length = labelBytes + PIXELS;
        byte[] all = new byte[count * length];
        random.nextBytes(all);
        for (int record = 0; record < count; record++) {
            for (int label = 0; label < labelBytes; label++) {
                all[record * length + label] = (byte) random.nextInt(10);
            }
        }
        return all;
    }
}
