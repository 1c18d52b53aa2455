package io.aligspark.job.data.tables;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.read;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import io.aligspark.job.data.reading.SampleReader;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import javax.imageio.ImageIO;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableReaderTest {
    private static final DataType FLOATS = DataTypes.createArrayType(DataTypes.FloatType);

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void threeFeatures() {
        draft.format = DataFormat.TABLE;
        draft.shape = List.of(3);
        draft.train = new DataSource(folder.resolve("table").toString(), "");
    }

    /** The digits that are shipped, as their CSV file gives them. */
    @ParameterizedTest
    @ValueSource(strings = {"parquet", "orc", "json"})
    void digitsAreThoseOfTheCsvFile(String source) {
        DataConfig csv = digits();
        Dataset<org.apache.spark.sql.Row> table = table(csv);
        table.repartition(3).write().format(source).save(draft.train.samples());
        draft.shape = List.of(1, 8, 8);
        draft.classes = 10;
        draft.table = new TableOptions(source, List.of("features"), "label");
        SortedMap<Long, Row> read = rows(draft.build());
        assertEquals(sorted(rows(csv)), sorted(read));
        int[] perClass = new int[10];
        read.values().forEach(row -> perClass[(int) row.target()]++);
        assertEquals("[178, 182, 177, 183, 181, 182, 181, 179, 174, 180]", Arrays.toString(perClass));
    }

    @Test
    void samplesDoNotDependOnFilesOrSplits() {
        DataConfig csv = digits();
        draft.shape = List.of(64);
        draft.classes = 10;
        Dataset<org.apache.spark.sql.Row> table = table(csv);
        table.coalesce(1).write().parquet(draft.train.samples());
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(expected, rows(draft.build(), SampleReader.ofTable(table, draft.build())));
        SparkSession spark = DataTesting.spark();
        draft.train = new DataSource(folder.resolve("parts").toString(), "");
        table.repartition(7).write().parquet(draft.train.samples());
        spark.conf().set("spark.sql.files.maxPartitionBytes", 3000);
        try {
            assertNotEquals(1, read(draft.build()).samples().getNumPartitions());
            assertEquals(expected, rows(draft.build()));
        } finally {
            spark.conf().unset("spark.sql.files.maxPartitionBytes");
        }
    }

    @Test
    void vectorsArraysAndColumnsOfNumbersAreTheSame() {
        List<Row> expected = List.of(new Row(1, List.of(0f, 2.5f, 0f)));
        DataType vectors = SQLDataTypes.VectorType();
        save(schema(vectors, DataTypes.DoubleType), Vectors.dense(0, 2.5, 0), 1.0);
        SortedMap<Long, Row> dense = rows(draft.build());
        assertEquals(expected, List.copyOf(dense.values()));
        save(schema(vectors, DataTypes.IntegerType), Vectors.sparse(3, new int[] {1}, new double[] {2.5}), 1);
        assertEquals(dense, rows(draft.build()));
        save(schema(FLOATS, DataTypes.LongType), List.of(0f, 2.5f, 0f), 1L);
        assertEquals(dense, rows(draft.build()));
        draft.table = new TableOptions("parquet", List.of("a.b", "c"), "label");
        StructType several = new StructType()
                .add("label", DataTypes.ByteType)
                .add("c", vectors)
                .add("a.b", DataTypes.ShortType);
        save(several, (byte) 1, Vectors.sparse(2, new int[] {0}, new double[] {2.5}), (short) 0);
        assertEquals(dense, rows(draft.build()));
    }

    @Test
    void labelsAreTextsOrNumbersOrValues() {
        draft.labelValues = List.of("no", "yes");
        save(schema(FLOATS, DataTypes.StringType), List.of(1f, 2f, 3f), "yes");
        assertEquals(
                Set.of(new Row(1, List.of(1f, 2f, 3f))),
                Set.copyOf(rows(draft.build()).values()));
        draft.labelValues = List.of("-1", "+1");
        save(schema(FLOATS, DataTypes.DoubleType), List.of(1f, 2f, 3f), 1.0);
        assertEquals(
                Set.of(new Row(1, List.of(1f, 2f, 3f))),
                Set.copyOf(rows(draft.build()).values()));
        draft.labelValues = List.of("false", "true");
        save(schema(FLOATS, DataTypes.BooleanType), List.of(1f, 2f, 3f), true);
        assertEquals(
                Set.of(new Row(1, List.of(1f, 2f, 3f))),
                Set.copyOf(rows(draft.build()).values()));
        draft.labelValues = List.of();
        draft.classes = 0;
        save(schema(FLOATS, DataTypes.FloatType), List.of(1f, 2f, 3f), -7.5f);
        assertEquals(
                Set.of(new Row(-7.5f, List.of(1f, 2f, 3f))),
                Set.copyOf(rows(draft.build()).values()));
    }

    @Test
    void bytesArePixelsOrImages() throws IOException {
        draft.shape = List.of(3, 2, 2);
        StructType schema = schema(DataTypes.BinaryType, DataTypes.IntegerType);
        BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x0A141E);
        image.setRGB(1, 1, 0xFF0001);
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        List<Float> expected = List.of(10f, 0f, 0f, 255f, 20f, 0f, 0f, 0f, 30f, 0f, 0f, 1f);
        byte[] raw = {10, 0, 0, -1, 20, 0, 0, 0, 30, 0, 0, 1};
        save(schema, raw, 0);
        SortedMap<Long, Row> pixels = rows(draft.build());
        assertEquals(Set.of(new Row(0, expected)), Set.copyOf(pixels.values()));
        save(schema, png.toByteArray(), 0);
        assertEquals(pixels, rows(draft.build()));
        // As a JPEG image begins, but these are twelve values.
        save(schema, new byte[] {-1, -40, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0}, 0);
        assertEquals(
                Set.of(new Row(0, List.of(255f, 216f, 255f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f, 0f))),
                Set.copyOf(rows(draft.build()).values()));
        save(schema, new byte[] {1, 2, 3}, 0);
        assertFault("column features must hold 12 bytes (data.shape) or an image, but holds 3,"
                + " and as an image: no image of a format that is read");
        save(schema, Arrays.copyOf(png.toByteArray(), 30), 0);
        assertTrue(failure(draft.build()).contains("but holds 30, and as an image: "));
        draft.shape = List.of(12);
        save(schema, raw, 0);
        assertEquals(
                Set.of(new Row(0, expected)), Set.copyOf(rows(draft.build()).values()));
    }

    @Test
    void badRowsAreNamedByFileLabelAndFeatures() {
        StructType schema = schema(FLOATS, DataTypes.IntegerType);
        save(schema, List.of(1f, 2f), 1);
        assertFault("the columns of features must hold 3 values (data.shape), but hold 2");
        save(schema, List.of(1f, 2f, 3f, 4f), 1);
        assertFault("the columns of features must hold 3 values (data.shape), but hold 4");
        save(schema, List.of(1f, Float.NaN, 3f), 1);
        assertFault("value 1 (from 0, column features) must be finite, but was NaN");
        save(schema, Arrays.asList(1f, null, 3f), 1);
        assertFault("column features must not be null or hold nulls");
        save(schema, null, 1);
        assertFault("column features must not be null or hold nulls");
        save(schema, List.of(1f, 2f, 3f), null);
        String rule = "an integer from 0 to 1 (data.classes; or list others in data.label-values)";
        assertFault("the label must be " + rule + ", but was \"null\"");
        save(schema, List.of(1f, 2f, 3f), 2);
        assertFault("the label must be " + rule + ", but was \"2\"");
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: file://" + folder + "/table/part-"), message);
        assertTrue(message.contains(".parquet, row with label \"2\" and features \""), message);
        save(schema(SQLDataTypes.VectorType(), DataTypes.IntegerType), Vectors.dense(1, 2, 3, 4), 1);
        assertFault("the columns of features must hold 3 values (data.shape), but hold 4");
    }

    @Test
    void columnsMustBeThereAndHoldNumbers() {
        save(schema(DataTypes.StringType, DataTypes.IntegerType), "text", 1);
        String place = "file:" + folder + "/table";
        assertEquals(
                "data.train.samples: column features of " + place
                        + " must hold numbers, arrays of numbers, Spark ML vectors or bytes, but is of type string",
                failure(draft.build()));
        draft.table = new TableOptions("parquet", List.of("pixels"), "label");
        assertEquals(
                "data.train.samples: " + place + " has no column pixels (data.table.features, data.table.label);"
                        + " it has [features, label]",
                failure(draft.build()));
        draft.table = new TableOptions("parquets", List.of("features"), "label");
        String message = failure(draft.build());
        assertTrue(
                message.startsWith("data.train.samples: " + place
                        + " cannot be read as a table by Spark's source \"parquets\" (data.table.source): "),
                message);
        draft.table = new TableOptions("parquet", List.of("features"), "label");
        draft.train = new DataSource(folder.resolve("none").toString(), "");
        assertTrue(failure(draft.build()).startsWith("data.train.samples: no file at file:" + folder + "/none;"));
        assertThrows(IllegalArgumentException.class, () -> new TableOptions("parquet", List.of(), "label"));
    }

    @Test
    void filesThatAreNoTableAreNamed() {
        Path file = write(folder.resolve("table/part.parquet"), "no table at all, not even a small one");
        String message = failure(draft.build());
        assertTrue(
                message.startsWith("data.train.samples: file:" + file + " is no file of data.table.source;"), message);
    }

    @Test
    void badRowsAreSkippedAndListed() {
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.9);
        Dataset<org.apache.spark.sql.Row> table = DataTesting.spark()
                .createDataFrame(
                        List.of(
                                RowFactory.create(List.of(1f, 2f, 3f), 1),
                                RowFactory.create(List.of(1f, 2f), 0),
                                RowFactory.create(null, 0)),
                        schema(FLOATS, DataTypes.IntegerType));
        BadRecords found =
                BadRecords.in(SampleReader.ofTable(table, draft.build()).samples());
        assertEquals(3, found.records());
        assertEquals(2, found.bad());
        String row = "table: the table, row with label \"0\" and features ";
        assertEquals(
                Set.of(
                        row + "\"null\": column features must not be null or hold nulls",
                        row
                                + "\"ArraySeq(1.0, 2.0)\": the columns of features must hold 3 values (data.shape), but hold 2"),
                Set.copyOf(found.listed()));
    }

    private static StructType schema(DataType features, DataType label) {
        return new StructType().add("features", features).add("label", label);
    }

    private void save(StructType schema, Object... values) {
        DataTesting.spark()
                .createDataFrame(List.of(RowFactory.create(values)), schema)
                .write()
                .mode("overwrite")
                .parquet(draft.train.samples());
    }

    private void assertFault(String fault) {
        String message = failure(draft.build());
        assertTrue(message.endsWith(": " + fault), message);
    }

    private DataConfig digits() {
        ConfigDraft csv = new ConfigDraft();
        csv.root = "../conf/data/optdigits";
        csv.train = new DataSource("optdigits.tes.gz", "");
        csv.shape = List.of(64);
        csv.classes = 10;
        return csv.build();
    }

    private static Dataset<org.apache.spark.sql.Row> table(DataConfig csv) {
        List<org.apache.spark.sql.Row> rows = new ArrayList<>();
        rows(csv).values().forEach(row -> rows.add(RowFactory.create(row.values(), (int) row.target())));
        return DataTesting.spark().createDataFrame(rows, schema(FLOATS, DataTypes.IntegerType));
    }

    private static List<String> sorted(SortedMap<Long, Row> rows) {
        List<String> texts = new ArrayList<>();
        rows.values().forEach(row -> texts.add(row.toString()));
        Collections.sort(texts);
        return texts;
    }
}
