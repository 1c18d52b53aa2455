package io.aligspark.job.data.text;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import io.aligspark.job.data.reading.SampleReader;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns by their names, and headers that must be the same. */
class CsvColumnsTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void header() {
        draft.root = folder.toString();
        draft.train = new DataSource("in", "");
        draft.csv = new CsvOptions(',', true, "last");
    }

    @Test
    void filesWithOtherHeadersAreRefused() {
        file("a.csv", "x,y,label\n1,2,0\n");
        file("b.csv", "y,x,label\n1,2,0\n");
        assertEquals(
                "data.train.samples: " + at("b.csv") + " has other columns than " + at("a.csv")
                        + ": [y, x, label], not [x, y, label]; expected the same header in all files (data.csv.header)",
                failure(draft.build()));
        file("b.csv", "\uFEFF\"X\", Y,Label\r\n5,6,1\r\n");
        assertEquals(
                List.of(new Row(0, List.of(1f, 2f)), new Row(1, List.of(5f, 6f))),
                List.copyOf(rows(draft.build()).values()));
        file("b.csv", "1,2,0\n");
        assertEquals(
                "data.train.samples: " + at("b.csv") + " has other columns than " + at("a.csv")
                        + ": [1, 2, 0], not [x, y, label]; expected the same header in all files (data.csv.header)",
                failure(draft.build()));
    }

    @Test
    void testDataInAnotherOrderAreRefused() {
        file("a.csv", "x,y,label\n1,2,0\n");
        write(folder.resolve("test.csv"), "y,x,label\n1,2,0\n");
        draft.test = new DataSource("test.csv", "");
        DataConfig config = draft.build();
        assertEquals(
                "data.test.samples: file:" + folder + "/test.csv has the columns of " + at("a.csv")
                        + " in another order: [y, x, label], not [x, y, label]; name them in data.csv.features",
                assertThrows(DataException.class, () -> SampleReader.read(DataTesting.spark(), config, config.test()))
                        .getMessage());
        draft.csv = new CsvOptions(',', true, "label", List.of("x", "y"), List.of());
        DataConfig named = draft.build();
        assertEquals(
                List.of(new Row(0, List.of(2f, 1f))),
                List.copyOf(DataTesting.rows(named, SampleReader.read(DataTesting.spark(), named, named.test()))
                        .values()));
    }

    @Test
    void columnsAreChosenByName() {
        file("a.csv", "id,label,y,\"x, mm\"\nfirst,1,2,3\n\"second, last\",0,5,6\n");
        List<Row> expected = List.of(new Row(1, List.of(3f, 2f)), new Row(0, List.of(6f, 5f)));
        draft.csv = new CsvOptions(',', true, "label", List.of("x, mm", "y"), List.of());
        assertEquals(expected, List.copyOf(rows(draft.build()).values()));
        draft.csv = new CsvOptions(',', true, "1", List.of(), List.of("id"));
        assertEquals(
                List.of(new Row(1, List.of(2f, 3f)), new Row(0, List.of(5f, 6f))),
                List.copyOf(rows(draft.build()).values()));
    }

    /** As pandas writes: an index without a name, floats where an integer is missing elsewhere. */
    @Test
    void indexOfPandasIsLeftOut() {
        Path file = file("a.csv", ",x,y,label\n0,1.0,2,0.0\n1,3.0,4,1.0\n");
        assertEquals(
                "data.train.samples: file:" + file
                        + ", line 2: expected 3 columns (2 values by data.shape and a label),"
                        + " but found 4; the first has no name, as pandas writes an index: data.csv.exclude = [\"\"]",
                failure(draft.build()));
        draft.csv = new CsvOptions(',', true, "last", List.of(), List.of(""));
        List<Row> expected = List.of(new Row(0, List.of(1f, 2f)), new Row(1, List.of(3f, 4f)));
        assertEquals(expected, List.copyOf(rows(draft.build()).values()));
        draft.labelValues = List.of("0", "1");
        assertEquals(expected, List.copyOf(rows(draft.build()).values()));
        draft.labelValues = List.of();
        file("a.csv", ",x,y,label\n0,1.0,2,0.5\n");
        assertEquals(
                "data.train.samples: file:" + file + ", line 2: label must be an integer from 0 to 1 (data.classes; or"
                        + " list others in data.label-values), but column \"label\" was \"0.5\"",
                failure(draft.build()));
    }

    @Test
    void missingValuesAreNamedByTheirColumn() {
        Path file = file("a.csv", "x,y,label\n1,2,0\n3,,1\n");
        assertEquals(
                "data.train.samples: file:" + file
                        + ", line 3: value must be a finite number, but column \"y\" is empty",
                failure(draft.build()));
        file("a.csv", "x,y,label\n1,\"\",0\n");
        assertEquals(
                "data.train.samples: file:" + file
                        + ", line 2: value must be a finite number, but column \"y\" is empty",
                failure(draft.build()));
    }

    @Test
    void aHeaderThatIsNotExpectedIsRecognised() {
        Path file = file("a.csv", "x,y,label\n1,2,0\n");
        draft.csv = new CsvOptions(',', false, "last");
        assertEquals(
                "data.train.samples: file:" + file
                        + ", line 1: label must be an integer from 0 to 1 (data.classes; or list"
                        + " others in data.label-values), but column 2 (counted from 0) was \"label\"; if this line is a"
                        + " header, data.csv.header = true",
                failure(draft.build()));
    }

    @Test
    void namesMustBeInTheHeaderOnce() {
        Path file = file("a.csv", "x,x,y,label\n1,2,3,0\n");
        draft.csv = new CsvOptions(',', true, "label", List.of("z", "y"), List.of());
        assertEquals(
                "data.train.samples: data.csv.features names \"z\", but the header of file:" + file
                        + " is [x, x, y, label]",
                failure(draft.build()));
        draft.csv = new CsvOptions(',', true, "label", List.of("x", "y"), List.of());
        assertEquals(
                "data.train.samples: data.csv.features names \"x\", but the header of file:" + file
                        + " has two such columns",
                failure(draft.build()));
        draft.csv = new CsvOptions(',', true, "class", List.of("y"), List.of());
        assertEquals(
                "data.train.samples: data.csv.label-column names \"class\", but the header of file:" + file
                        + " is [x, x, y, label]",
                failure(draft.build()));
        draft.csv = new CsvOptions(',', true, "label", List.of("y"), List.of());
        assertEquals(
                "data.train.samples: data.shape expects 2 values, but data.csv.features and data.csv.exclude choose 1"
                        + " columns of file:" + file + ": [y]",
                failure(draft.build()));
        draft.csv = new CsvOptions(',', true, "label", List.of("y", "label"), List.of());
        assertEquals(
                "data.train.samples: data.csv.features names the label's column \"label\"", failure(draft.build()));
    }

    @Test
    void namesNeedAHeader() {
        assertThrows(IllegalArgumentException.class, () -> new CsvOptions(',', false, "label"));
        assertThrows(IllegalArgumentException.class, () -> new CsvOptions(',', false, "last", List.of("x"), List.of()));
        assertThrows(
                IllegalArgumentException.class, () -> new CsvOptions(',', true, "last", List.of("x"), List.of("y")));
    }

    private Path file(String name, String content) {
        return write(folder.resolve("in").resolve(name), content);
    }

    private String at(String name) {
        return "file:" + folder.resolve("in").resolve(name);
    }
}
