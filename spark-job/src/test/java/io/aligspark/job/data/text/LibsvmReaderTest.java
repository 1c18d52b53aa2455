package io.aligspark.job.data.text;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.read;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.LibsvmOptions;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibsvmReaderTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void threeFeatures() {
        draft.format = DataFormat.LIBSVM;
        draft.shape = List.of(3);
        draft.labelValues = List.of("-1", "1");
    }

    @Test
    void readsSparseRows() {
        file("# comment\n+1 1:0.5 3:-2\n\n-1 2:7\n-1\n");
        assertEquals(
                Set.of(
                        new Row(1, List.of(.5f, 0f, -2f)),
                        new Row(0, List.of(0f, 7f, 0f)),
                        new Row(0, List.of(0f, 0f, 0f))),
                Set.copyOf(rows(draft.build()).values()));
    }

    @Test
    void integerLabelsNeedNoList() {
        file("0 1:1\n2.0 1:1\n");
        draft.labelValues = List.of();
        draft.classes = 3;
        assertEquals(
                Set.of(new Row(0, List.of(1f, 0f, 0f)), new Row(2, List.of(1f, 0f, 0f))),
                Set.copyOf(rows(draft.build()).values()));
    }

    @Test
    void indicesMayCountFromZero() {
        draft.libsvm = new LibsvmOptions(0);
        file("+1 0:0.5 2:-2\n-1 1:7\n-1\n");
        SortedMap<Long, Row> fromZero = rows(draft.build());
        assertBadLine(
                "-1 3:1",
                "indices must ascend from 0 to at most 2 (data.shape), but found \"3:1\";"
                        + " in files that count from 1, data.libsvm.first-index = 1",
                "-1 0:1");
        assertBadLine(
                "-1 1:1 1:2",
                "indices must ascend from 0 to at most 2 (data.shape), but found \"1:2\" after 1",
                "-1 0:1");
        draft.libsvm = new LibsvmOptions(1);
        file("+1 1:0.5 3:-2\n-1 2:7\n-1\n");
        assertEquals(rows(draft.build()), fromZero);
    }

    @Test
    void queriesAndCommentsAreIgnored() {
        file("+1\tqid:3 1:0.5 3:-2 # 2:9\r\n  # comment\n-1 qid:3 2:7# end\n-1 #\n");
        SortedMap<Long, Row> rows = rows(draft.build());
        file("+1 1:0.5 3:-2\n-1 2:7\n-1\n");
        assertEquals(rows(draft.build()), rows);
    }

    @Test
    void explicitZerosAreNone() {
        file("1 1:-0 2:0 3:1\n");
        SortedMap<Long, Row> explicit = rows(draft.build());
        file("1 3:1\n");
        assertEquals(rows(draft.build()), explicit);
    }

    @Test
    void copiesOfARowGetIdsOfTheirOwn() {
        file("1 1:1\n-1 2:1\n1 1:1\n1 1:1\n");
        assertEquals(4, rows(draft.build()).size());
    }

    @Test
    void samplesDoNotDependOnSplitsCompressionOrFolder() throws IOException {
        String text = manyRows();
        file(text);
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(2000, expected.size());

        Configuration hadoop = JavaSparkContext.fromSparkContext(
                        DataTesting.spark().sparkContext())
                .hadoopConfiguration();
        hadoop.set(FileInputFormat.SPLIT_MAXSIZE, "" + (text.length() / 5 + 1));
        try {
            assertNotEquals(1, read(draft.build()).samples().getNumPartitions());
            assertEquals(expected, rows(draft.build()));
        } finally {
            hadoop.unset(FileInputFormat.SPLIT_MAXSIZE);
        }

        Files.createDirectory(folder.resolve("zip"));
        Path zipped = gzip(folder.resolve("zip/samples.gz"), text.getBytes(StandardCharsets.UTF_8));
        draft.train = new DataSource(zipped.toString(), "");
        assertEquals(expected, rows(draft.build()));

        int middle = text.indexOf('\n', text.length() / 2) + 1;
        write(folder.resolve("parts/b"), text.substring(0, middle));
        write(folder.resolve("parts/a"), text.substring(middle));
        draft.root = folder.toUri().toString();
        draft.train = new DataSource("parts", "");
        assertEquals(expected, rows(draft.build()));
        draft.train = new DataSource("parts/{a,b}", "");
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void badRowsAreNamedByFileAndLine() {
        assertBadLine("x 1:1", "label must be one of data.label-values [-1, 1], but was \"x\"");
        assertBadLine("2 1:1", "label must be one of data.label-values [-1, 1], but was \"2\"");
        assertBadLine("1 1:y", "expected index:value with a finite value, but found \"1:y\"");
        assertBadLine("1 1:NaN", "expected index:value with a finite value, but found \"1:NaN\"");
        assertBadLine("1 1:1e300", "expected index:value with a finite value, but found \"1:1e300\"");
        assertBadLine("1 1", "expected index:value with a finite value, but found \"1\"");
        assertBadLine("1 a:1", "expected index:value with a finite value, but found \"a:1\"");
        String rule = "indices must ascend from 1 to at most 3 (data.shape), but found ";
        assertBadLine("1 1:1 4:1", rule + "\"4:1\" after 1");
        assertBadLine("1 0:1 2:1", rule + "\"0:1\"; in files that count from 0, data.libsvm.first-index = 0");
        assertBadLine("1 2:1 1:1", rule + "\"1:1\" after 2");
        draft.labelValues = List.of();
        assertBadLine(
                "0.5 1:1",
                "label must be an integer from 0 to 1 (data.classes; or list others in data.label-values),"
                        + " but was \"0.5\"");
        assertBadLine(
                "-1 1:1",
                "label must be an integer from 0 to 1 (data.classes; or list others in data.label-values),"
                        + " but was \"-1\"; labels -1 and 1 want data.label-values = [-1, 1]");
    }

    @Test
    void pathsWithoutSamplesAreRefused() {
        draft.train = new DataSource(folder.resolve("none").toString(), "");
        assertEquals(
                "data.train.samples: no file at file:" + folder.resolve("none")
                        + "; check this path and data.root (names starting with _ or . are skipped)",
                failure(draft.build()));
        Path file = file("# nothing\n\n");
        assertEquals(
                "data.train.samples: file:" + file
                        + " holds no samples, only blank lines and comments; expected at least one row",
                failure(draft.build()));
    }

    @Test
    void damagedGzipIsNamed() throws IOException {
        Path file = gzip(folder.resolve("samples.gz"), manyRows().getBytes(StandardCharsets.UTF_8));
        byte[] bytes = Files.readAllBytes(file);
        write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
        draft.train = new DataSource(file.toString(), "");
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: file:" + file + " cannot be read: "), message);
    }

    private Path file(String content) {
        Path file = write(folder.resolve("samples"), content);
        draft.train = new DataSource(file.toString(), "");
        return file;
    }

    private void assertBadLine(String line, String fault) {
        assertBadLine(line, fault, draft.labelValues.isEmpty() ? "0 1:1" : "-1 1:1");
    }

    private void assertBadLine(String line, String fault, String good) {
        Path file = file(good + "\n\n" + line + "\n" + good + "\n");
        assertEquals("data.train.samples: file:" + file + ", line 3: " + fault, failure(draft.build()));
    }

    /** Few different values, so that there are copies. */
    private static String manyRows() {
        Random random = new Random(1);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            text.append(random.nextBoolean() ? "+1" : "-1").append(" 1:").append(random.nextInt(20));
            text.append(" 3:").append(random.nextInt(20) / 7f).append('\n');
        }
        return text.toString();
    }
}
