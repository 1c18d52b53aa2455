package io.aligspark.job.data.tables;

import static io.aligspark.job.data.reading.DataTesting.rows;
import static org.apache.spark.sql.types.DataTypes.BooleanType;
import static org.apache.spark.sql.types.DataTypes.ByteType;
import static org.apache.spark.sql.types.DataTypes.DoubleType;
import static org.apache.spark.sql.types.DataTypes.FloatType;
import static org.apache.spark.sql.types.DataTypes.IntegerType;
import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.ShortType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.apache.spark.sql.types.DataTypes.createArrayType;
import static org.apache.spark.sql.types.DataTypes.createDecimalType;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import io.aligspark.job.data.reading.SampleReader;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type that a column of Parquet and Spark can have is read, or refused by name of column and type. */
class TableTypesTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void table() {
        draft.format = DataFormat.TABLE;
        draft.train = new DataSource(folder.resolve("table").toString(), "");
    }

    static Stream<Arguments> features() {
        DataType vectors = SQLDataTypes.VectorType();
        StructType struct = new StructType().add("x", FloatType).add("y.z", createArrayType(IntegerType));
        return Stream.of(
                Arguments.of(ByteType, (byte) -7, "features", List.of(-7f)),
                Arguments.of(ShortType, (short) 300, "features", List.of(300f)),
                Arguments.of(IntegerType, 1 << 24, "features", List.of(16777216f)),
                // As precise as 32-bit floats are.
                Arguments.of(IntegerType, (1 << 24) + 1, "features", List.of(16777216f)),
                Arguments.of(LongType, Long.MAX_VALUE, "features", List.of(9.223372E18f)),
                Arguments.of(FloatType, -0.1f, "features", List.of(-0.1f)),
                Arguments.of(DoubleType, 0.1, "features", List.of(0.1f)),
                Arguments.of(createDecimalType(38, 10), new BigDecimal("1.25"), "features", List.of(1.25f)),
                Arguments.of(
                        createDecimalType(20, 0),
                        new BigDecimal("18446744073709551615"),
                        "features",
                        List.of(1.8446744E19f)),
                Arguments.of(BooleanType, true, "features", List.of(1f)),
                Arguments.of(createArrayType(BooleanType), List.of(true, false), "features", List.of(1f, 0f)),
                Arguments.of(createArrayType(ByteType), List.of((byte) 1), "features", List.of(1f)),
                Arguments.of(createArrayType(LongType), List.of(1L, 2L), "features", List.of(1f, 2f)),
                Arguments.of(createArrayType(DoubleType), List.of(1.0, 2.5), "features", List.of(1f, 2.5f)),
                Arguments.of(
                        createArrayType(createDecimalType(5, 2)),
                        List.of(new BigDecimal("1.50")),
                        "features",
                        List.of(1.5f)),
                Arguments.of(
                        createArrayType(createArrayType(FloatType)),
                        List.of(List.of(1f, 2f), List.of(), List.of(3f)),
                        "features",
                        List.of(1f, 2f, 3f)),
                Arguments.of(
                        createArrayType(createArrayType(createArrayType(BooleanType))),
                        List.of(List.of(List.of(true), List.of(false)), List.of(List.of(true))),
                        "features",
                        List.of(1f, 0f, 1f)),
                Arguments.of(vectors, Vectors.dense(1, 2.5), "features", List.of(1f, 2.5f)),
                Arguments.of(
                        vectors, Vectors.sparse(3, new int[] {2}, new double[] {7}), "features", List.of(0f, 0f, 7f)),
                Arguments.of(DataTypes.BinaryType, new byte[] {1, -1}, "features", List.of(1f, 255f)),
                Arguments.of(struct, RowFactory.create(1f, List.of(2)), "features.x", List.of(1f)),
                Arguments.of(struct, RowFactory.create(1f, List.of(2)), "features.`y.z`", List.of(2f)),
                Arguments.of(
                        createArrayType(struct),
                        List.of(RowFactory.create(1f, List.of(2)), RowFactory.create(3f, List.of(4, 5))),
                        "features.x",
                        List.of(1f, 3f)));
    }

    @ParameterizedTest
    @MethodSource("features")
    void featuresAreRead(DataType type, Object value, String name, List<Float> expected) {
        draft.shape = List.of(expected.size());
        draft.table = new TableOptions("parquet", List.of(name), "label");
        table(type, value, IntegerType, 1).write().parquet(draft.train.samples());
        assertEquals(
                List.of(new Row(1, expected)), List.copyOf(rows(draft.build()).values()));
    }

    static Stream<Arguments> refusedFeatures() {
        return Stream.concat(
                refused(),
                Stream.of(
                        Arguments.of(StringType, "1", "string"),
                        Arguments.of(createArrayType(StringType), List.of("1"), "array<string>"),
                        Arguments.of(createArrayType(DataTypes.BinaryType), List.of(new byte[] {1}), "array<binary>"),
                        Arguments.of(
                                createArrayType(SQLDataTypes.VectorType()),
                                List.of(Vectors.dense(1)),
                                "array<vector>")));
    }

    /** Neither features nor labels. */
    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of(DataTypes.DateType, java.sql.Date.valueOf("2026-01-02"), "date"),
                Arguments.of(DataTypes.TimestampType, java.sql.Timestamp.valueOf("2026-01-02 03:04:05"), "timestamp"),
                Arguments.of(DataTypes.TimestampNTZType, java.time.LocalDateTime.of(2026, 1, 2, 3, 4), "timestamp_ntz"),
                Arguments.of(
                        DataTypes.createDayTimeIntervalType(), java.time.Duration.ofHours(1), "interval day to second"),
                Arguments.of(
                        DataTypes.createYearMonthIntervalType(),
                        java.time.Period.ofMonths(1),
                        "interval year to month"),
                Arguments.of(
                        DataTypes.createMapType(StringType, FloatType), java.util.Map.of("a", 1f), "map<string,float>"),
                Arguments.of(new StructType().add("x", FloatType), RowFactory.create(1f), "struct<x:float>"));
    }

    @ParameterizedTest
    @MethodSource("refusedFeatures")
    void otherFeaturesAreRefusedByName(DataType type, Object value, String named) {
        String remedy = named.startsWith("struct") ? "; name a field of it, such as features.x" : "";
        String message = refusal(table(type, value, IntegerType, 1));
        assertEquals(
                "table: column features of the table must hold numbers, arrays of numbers, Spark ML vectors or bytes, but is"
                        + " of type " + named + remedy,
                message);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void otherLabelsAreRefusedByName(DataType type, Object value, String named) {
        String remedy = named.startsWith("struct") ? "; name a field of it, such as label.x" : "";
        assertEquals(
                "table: column label of the table must hold numbers, booleans or texts, but is of type " + named
                        + remedy,
                refusal(table(FloatType, 1f, type, value)));
    }

    static Stream<Arguments> labels() {
        return Stream.of(
                Arguments.of(ByteType, (byte) 1),
                Arguments.of(ShortType, (short) 1),
                Arguments.of(IntegerType, 1),
                Arguments.of(LongType, 1L),
                Arguments.of(FloatType, 1f),
                Arguments.of(DoubleType, 1.0),
                Arguments.of(createDecimalType(10, 2), new BigDecimal("1.00")),
                Arguments.of(BooleanType, true),
                Arguments.of(StringType, " 1\t"),
                Arguments.of(StringType, "1.0"));
    }

    @ParameterizedTest
    @MethodSource("labels")
    void labelsAreRead(DataType type, Object value) {
        draft.shape = List.of(1);
        for (List<String> values : List.of(List.<String>of(), List.of("0", "1"))) {
            draft.labelValues = values;
            assertEquals(
                    List.of(new Row(1, List.of(7f))),
                    List.copyOf(rows(draft.build(), read(table(FloatType, 7f, type, value)))
                            .values()));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"int", "array<int>", "array<array<int>>", "struct<x:int>", "binary", "boolean"})
    void nullsAreBadRecords(String type) {
        draft.shape = List.of(1);
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.9);
        String name = type.startsWith("struct") ? "features.x" : "features";
        draft.table = new TableOptions("parquet", List.of(name), "label");
        String fault = badRow(DataTesting.spark().sql("select cast(null as " + type + ") as features, 1 as label"));
        assertTrue(fault.endsWith(": column " + name + " must not be null or hold nulls"), fault);
    }

    @Test
    void nullsInArraysOfArraysAreBadRecords() {
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.9);
        DataType type = createArrayType(createArrayType(IntegerType));
        String fault = badRow(table(type, Arrays.asList(List.of(1), null), IntegerType, 1));
        assertTrue(fault.endsWith("column features must not be null or hold nulls"), fault);
        fault = badRow(table(type, List.of(List.of(1), List.of()), IntegerType, 1));
        assertTrue(fault.endsWith("the columns of features must hold 2 values (data.shape), but hold 1"), fault);
    }

    private static Dataset<org.apache.spark.sql.Row> table(
            DataType features, Object value, DataType label, Object labelValue) {
        return DataTesting.spark()
                .createDataFrame(
                        List.of(RowFactory.create(value, labelValue)),
                        new StructType().add("features", features).add("label", label));
    }

    private SampleSet read(Dataset<org.apache.spark.sql.Row> table) {
        return SampleReader.ofTable(table, draft.build());
    }

    private String refusal(Dataset<org.apache.spark.sql.Row> table) {
        return assertThrows(DataException.class, () -> read(table)).getMessage();
    }

    private String badRow(Dataset<org.apache.spark.sql.Row> table) {
        BadRecords found = BadRecords.in(read(table).samples());
        assertEquals(List.of(1L, 1L), List.of(found.records(), found.bad()));
        return found.listed().get(0);
    }
}
