package io.aligspark.job.data.text;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.read;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import io.aligspark.job.data.reading.SampleReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvReaderTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @Test
    void readsValuesAndLabelsByOffset() {
        file("1,-2.5,0\n.5, 1e3 , 1 \n");
        assertEquals(
                Map.of(0L, new Row(0, List.of(1f, -2.5f)), 9L, new Row(1, List.of(.5f, 1000f))), rows(draft.build()));
    }

    @Test
    void labelsWithoutClassesAreValues() {
        file("1,2,-0.75\n3,4,1e3\n");
        draft.classes = 0;
        assertEquals(
                List.of(new Row(-0.75f, List.of(1f, 2f)), new Row(1000f, List.of(3f, 4f))),
                List.copyOf(rows(draft.build()).values()));
        file("1,2,high\n");
        assertTrue(failure(draft.build())
                .endsWith("line 1: label must be a finite number, but column 2 (counted from 0) was \"high\""));
    }

    @Test
    void skipsHeadersBlankLinesAndByteOrderMark() {
        write(folder.resolve("in/a.csv"), "\uFEFFx,y,label\r\n\r\n1,2,0\r\n  \r\n3,4,1");
        write(folder.resolve("in/b.csv"), "x,y,label\n5,6,1\n");
        write(folder.resolve("in/_SUCCESS"), "");
        draft.train = new DataSource(folder.resolve("in").toString(), "");
        draft.csv = new CsvOptions(',', true, "last");
        assertEquals(
                List.of(new Row(0, List.of(1f, 2f)), new Row(1, List.of(3f, 4f)), new Row(1, List.of(5f, 6f))),
                List.copyOf(rows(draft.build()).values()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"first", "0"})
    void labelsMayComeFirstAndBeText(String column) {
        file("no;1;2\n\"yes\";3;\"4\"\n");
        draft.labelValues = List.of("yes", "no");
        draft.csv = new CsvOptions(';', false, column);
        assertEquals(
                List.of(new Row(1, List.of(1f, 2f)), new Row(0, List.of(3f, 4f))),
                List.copyOf(rows(draft.build()).values()));
    }

    @Test
    void labelMayBeAnyColumn() {
        file("1\t1\t2\n");
        draft.csv = new CsvOptions('\t', false, "1");
        assertEquals(
                List.of(new Row(1, List.of(1f, 2f))),
                List.copyOf(rows(draft.build()).values()));
    }

    @Test
    void quotedAndPlainLinesAreCutAlike() {
        for (String line : List.of("1,2,3", ",,", "a, b ,c", "1", "1|2,,3")) {
            assertEquals(CsvLine.splitQuoted(line, ','), CsvLine.split(line, ','));
        }
        assertEquals(List.of("a,b", "say \"x\"", "c"), CsvLine.split("\"a,b\",\"say \"\"x\"\"\",c", ','));
    }

    @Test
    void samplesDoNotDependOnSplitsCompressionOrFolder() throws IOException {
        String text = manyRows(3000);
        file(text);
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(3000, expected.size());

        Configuration hadoop = DataTesting.spark().sparkContext().hadoopConfiguration();
        hadoop.setLong(FileInputFormat.SPLIT_MAXSIZE, text.length() / 5 + 1);
        try {
            assertEquals(5, read(draft.build()).samples().getNumPartitions());
            assertEquals(expected, rows(draft.build()));
        } finally {
            hadoop.unset(FileInputFormat.SPLIT_MAXSIZE);
        }

        Files.createDirectory(folder.resolve("zip"));
        Path zipped = gzip(folder.resolve("zip/samples.csv.gz"), text.getBytes(StandardCharsets.UTF_8));
        draft.train = new DataSource(zipped.toString(), "");
        assertEquals(expected, rows(draft.build()));

        draft.train = new DataSource(
                write(folder.resolve("elsewhere/samples.csv"), text).toUri().toString(), "");
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void folderGlobAndMovedFolderAreTheSameFilesInTheSameOrder() {
        for (String place : List.of("z/in", "a")) {
            for (int i = 0; i < 12; i++) {
                write(folder.resolve(place + "/part-" + i + ".csv"), i + "," + i + ",0\n" + i + "," + i + ",1\n");
            }
        }
        draft.root = folder.toUri().toString();
        draft.train = new DataSource("z/in", "");
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(24, expected.size());
        draft.train = new DataSource("z/in/part-*.csv", "");
        assertEquals(expected, rows(draft.build()));
        draft.train = new DataSource("a", "");
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void idsStayUniqueUpToTheirLimits() {
        assertTrue(InputFiles.id(1, 0) > InputFiles.id(0, (1L << 43) - 1));
        assertTrue(InputFiles.id((1 << 20) - 1, (1L << 43) - 1) > 0);
    }

    @Test
    void badRowsAreNamedByFileAndLine() {
        assertBadLine("1,2,0,0", "expected 3 columns (2 values by data.shape and a label), but found 4");
        assertBadLine("1,0", "expected 3 columns (2 values by data.shape and a label), but found 2");
        assertBadLine("1,x,0", "value must be a finite number, but column 1 (counted from 0) was \"x\"");
        assertBadLine("NaN,2,0", "value must be a finite number, but column 0 (counted from 0) was \"NaN\"");
        assertBadLine("1,Infinity,0", "value must be a finite number, but column 1 (counted from 0) was \"Infinity\"");
        assertBadLine("1,1e39,0", "value must be a finite number, but column 1 (counted from 0) was \"1e39\"");
        assertBadLine("1,,0", "value must be a finite number, but column 1 (counted from 0) was \"\"");
        assertBadLine("1,2f,0", "value must be a finite number, but column 1 (counted from 0) was \"2f\"");
        assertBadLine(
                "1,2,2",
                "label must be an integer from 0 to 1 (data.classes; or list others in data.label-values),"
                        + " but column 2 (counted from 0) was \"2\"");
        assertBadLine("1,\"2,0", "expected a quoted cell to end within its line, but found \"1,\"2,0\"");
        draft.labelValues = List.of("0", "1");
        assertBadLine(
                "1,2," + "long".repeat(20),
                "label must be one of data.label-values [0, 1], but column 2 (counted from 0) was \"longlonglonglonglonglonglonglonglongl...\"");
    }

    @Test
    void lineNumberIsRightInALaterSplit() {
        String text = manyRows(2000);
        Path file = file(text + "\n\n1,2\n");
        Configuration hadoop = DataTesting.spark().sparkContext().hadoopConfiguration();
        hadoop.setLong(FileInputFormat.SPLIT_MAXSIZE, text.length() / 4);
        try {
            assertEquals(
                    "data.train.samples: " + uri(file)
                            + ", line 2003: expected 3 columns (2 values by data.shape and a label), but found 2",
                    failure(draft.build()));
        } finally {
            hadoop.unset(FileInputFormat.SPLIT_MAXSIZE);
        }
    }

    @Test
    void missingPathIsNamedWithItsKey() {
        draft.root = folder.toString();
        assertEquals(
                "data.train.samples: no file at " + uri(folder.resolve("samples.csv"))
                        + "; check this path and data.root (names starting with _ or . are skipped)",
                failure(draft.build()));
        draft.test = new DataSource("none-*.csv", "");
        DataConfig config = draft.build();
        assertEquals(
                "data.test.samples: no file at " + uri(folder.resolve("none-*.csv"))
                        + "; check this path and data.root (names starting with _ or . are skipped)",
                assertThrows(DataException.class, () -> SampleReader.read(DataTesting.spark(), config, config.test()))
                        .getMessage());
        draft.root = "nowhere://host/";
        assertTrue(failure(draft.build())
                .startsWith("data.train.samples: samples.csv cannot be read: "
                        + "org.apache.hadoop.fs.UnsupportedFileSystemException"));
    }

    @Test
    void pathsWithoutSamplesAreRefused() throws IOException {
        Path file = file("");
        String where = "data.train.samples: " + uri(file);
        assertEquals(where + " is empty; expected at least one sample", failure(draft.build()));
        write(file, "\n \n");
        assertEquals(where + " holds no samples, only blank lines; expected at least one row", failure(draft.build()));
        write(file, "x,y,label\n\n");
        draft.csv = new CsvOptions(',', true, "last");
        assertEquals(
                where + " holds no samples, only a header (data.csv.header) and blank lines;"
                        + " expected at least one row",
                failure(draft.build()));
        Path empty = Files.createDirectory(folder.resolve("empty"));
        draft.train = new DataSource(empty.toString(), "");
        assertEquals(
                "data.train.samples: " + uri(empty) + " is an empty folder; expected at least one sample",
                failure(draft.build()));
    }

    @Test
    void subfoldersAreNotSilentlySkipped() {
        write(folder.resolve("in/2024/a.csv"), "1,2,0");
        draft.train = new DataSource(folder.resolve("in").toString(), "");
        String in = uri(folder.resolve("in"));
        assertEquals(
                "data.train.samples: " + in + " has a subfolder 2024, which would not be read;"
                        + " name the files by a glob such as " + in + "/*/*",
                failure(draft.build()));
    }

    @Test
    void damagedGzipIsNamed() throws IOException {
        Path file = gzip(folder.resolve("samples.csv.gz"), manyRows(20000).getBytes(StandardCharsets.UTF_8));
        byte[] bytes = Files.readAllBytes(file);
        write(file, Arrays.copyOf(bytes, bytes.length - 100));
        draft.train = new DataSource(file.toString(), "");
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: " + uri(file) + " cannot be read: "), message);
    }

    private Path file(String content) {
        Path file = write(folder.resolve("samples.csv"), content);
        draft.train = new DataSource(file.toString(), "");
        return file;
    }

    private void assertBadLine(String line, String fault) {
        Path file = file("1,2,0\n\n" + line + "\n3,4,1\n");
        assertEquals("data.train.samples: " + uri(file) + ", line 3: " + fault, failure(draft.build()));
    }

    private static String manyRows(int rows) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < rows; i++) {
            text.append(i).append(',').append(-i / 7f).append(',').append(i % 2).append('\n');
        }
        return text.toString();
    }

    private static String uri(Path path) {
        return "file:" + path;
    }
}
