package io.aligspark.job.data.tables;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.spark;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lies in the folder of a table is read whole, or refused in one line that names the file. */
class TableFilesTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();
    private Path table;

    @BeforeEach
    void table() {
        table = folder.resolve("table");
        draft.format = DataFormat.TABLE;
        draft.train = new DataSource(table.toString(), "");
        draft.table = new TableOptions("parquet", List.of("a", "b"), "label");
    }

    @Test
    void subfoldersAreRefused() {
        write("", 2);
        write("sub", 3);
        assertEquals(
                "data.train.samples: file:" + table
                        + " has a subfolder sub, which would not be read; name the files by a" + " glob such as file:"
                        + table + "/*/*, or call partitions column=value",
                failure(draft.build()));
        draft.train = new DataSource(table + "/{*.parquet,sub/*.parquet}", "");
        assertEquals(5, rows(draft.build()).size());
        draft.train = new DataSource(table.toString(), "");
        draft.table = new TableOptions("parquet", List.of("recursiveFileLookup=true"), List.of("a", "b"), "label");
        assertEquals(5, rows(draft.build()).size());
    }

    @Test
    void partitionsAreReadAndTheirColumnsToo() {
        write("dt=2026-01-01/b=0", 2);
        write("dt=2026-01-02/b=1", 3);
        assertEquals(5, rows(draft.build()).size());
        draft.shape = List.of(3);
        draft.table = new TableOptions("parquet", List.of("a", "b", "b"), "label");
        assertEquals(
                Set.of(0f, 1f),
                Set.copyOf(rows(draft.build()).values().stream()
                        .map(row -> row.values().get(2))
                        .toList()));
        draft.table = new TableOptions("parquet", List.of("a", "b", "dt"), "label");
        assertEquals(
                "data.train.samples: column dt of file:" + table
                        + " must hold numbers, arrays of numbers, Spark ML vectors" + " or bytes, but is of type date",
                failure(draft.build()));
        write("", 1);
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: file:" + table + "/part-"), message);
        assertTrue(message.contains(" lies beside partitions such as file:" + table + "/dt=2026-01-0"), message);
    }

    @Test
    void otherFilesAmongThePartsAreNamed() {
        for (String name : List.of("README.md", "z.txt", "a.parquet")) {
            write("", 2);
            Path other = DataTesting.write(table.resolve(name), "These parts hold rows.\n".repeat(20));
            String message = failure(draft.build());
            assertTrue(message.startsWith("data.train.samples: file:"), message);
            assertTrue(
                    message.endsWith(
                            other + " is no file of data.table.source; remove it, or name the others by a glob such as"
                                    + " *.parquet"),
                    message);
            assertTrue(other.toFile().delete());
        }
        DataTesting.write(table.resolve("README.md"), "These parts hold rows.\n");
        draft.train = new DataSource(table + "/*.parquet", "");
        assertEquals(6, rows(draft.build()).size());
    }

    @Test
    void tablesWithoutRowsAreRefused() {
        write("", 0);
        assertEquals(
                "data.train.samples: file:" + table + " holds no rows; expected at least one sample",
                failure(draft.build()));
    }

    /** As pandas and others write: columns of types that Spark does not read, beside all those that it does. */
    @Test
    void columnsThatAreNotUsedDoNotMatter() throws IOException {
        MessageType schema = MessageTypeParser.parseMessageType("""
                message table {
                  required int64 when (TIMESTAMP(NANOS,false));
                  required int64 day (TIME(NANOS,true));
                  required fixed_len_byte_array(16) id (UUID);
                  required float a; required double b; required boolean c;
                  required int32 d (INTEGER(8,true)); required int32 e (INTEGER(16,false));
                  required int32 f (INTEGER(32,false)); required int64 g (INTEGER(64,false)); required int32 h (DECIMAL(5,2));
                  optional group i (LIST) { repeated group list { optional float element; } }
                  required group j { required float k; required int64 time (TIMESTAMP(NANOS,true)); }
                  required binary label (STRING);
                }""");
        Files.createDirectories(table);
        try (var writer = ExampleParquetWriter.builder(new org.apache.hadoop.fs.Path(table + "/dt=7/part.parquet"))
                .withType(schema)
                .build()) {
            SimpleGroup row = new SimpleGroup(schema);
            row.append("when", 1L).append("day", 2L).append("id", Binary.fromConstantByteArray(new byte[16]));
            row.append("a", 1f)
                    .append("b", 2.0)
                    .append("c", true)
                    .append("d", 4)
                    .append("e", 5)
                    .append("f", 6);
            row.append("g", 7L).append("h", 850).append("label", "1");
            Group list = row.addGroup("i");
            list.addGroup("list").append("element", 9f);
            list.addGroup("list").append("element", 10f);
            row.addGroup("j").append("k", 11f).append("time", 3L);
            writer.write(row);
        }
        draft.table =
                new TableOptions("parquet", List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j.k", "dt"), "label");
        draft.shape = List.of(12);
        assertEquals(
                List.of(new Row(1, List.of(1f, 2f, 1f, 4f, 5f, 6f, 7f, 8.5f, 9f, 10f, 11f, 7f))),
                List.copyOf(rows(draft.build()).values()));
        draft.table = new TableOptions("parquet", List.of("a", "when"), "label");
        assertEquals(
                "data.train.samples: column when of file:" + table + "/dt=7/part.parquet is of Parquet's type"
                        + " required int64 when (TIMESTAMP(NANOS,false)), which is not read",
                failure(draft.build()));
    }

    @Test
    void codecsThatSparkDoesNotHaveAreNamed() throws IOException {
        write("", 50);
        Path part;
        try (Stream<Path> parts = Files.list(table)) {
            part = parts.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
        // In the footer, field 4 of a column is its codec: 1 is snappy, 4 is brotli.
        String bytes = HexFormat.of().formatHex(Files.readAllBytes(part)).replace("150216", "150816");
        Files.write(part, HexFormat.of().parseHex(bytes));
        Files.deleteIfExists(table.resolve("." + part.getFileName() + ".crc"));
        String message = failure(draft.build());
        assertTrue(message.startsWith("data.train.samples: file:"), message);
        assertTrue(
                message.endsWith(part.getFileName() + " is compressed by a codec that is unknown here, Brotli; write it"
                        + " with another one, such as zstd or snappy"),
                message);
    }

    @Test
    void photosInStructsAreFound() {
        draft.shape = List.of(4);
        draft.table = new TableOptions("parquet", List.of("image.bytes"), "image.label");
        spark().sql("select named_struct('bytes', X'00010203', 'path', 'a.jpg', 'label', true) as image")
                .write()
                .parquet(table.toString());
        assertEquals(
                List.of(new Row(1, List.of(0f, 1f, 2f, 3f))),
                List.copyOf(rows(draft.build()).values()));
        draft.table = new TableOptions("parquet", List.of("image.pixels"), "image.label");
        assertTrue(failure(draft.build()).contains(" has no column image.pixels "));
        draft.table = new TableOptions("parquet", List.of("image.*"), "image.label");
        assertTrue(failure(draft.build()).contains(" has no column image.* "));
    }

    @Test
    void optionsReachTheSource() {
        DataTesting.write(
                table.resolve("rows.json"),
                "[\n{\n\"a\": 1,\n\"b\": 2, \"label\": 1\n},\n{\n\"a\": 3, \"b\": 4,\n\"label\": 0\n}\n]\n");
        draft.table = new TableOptions("json", List.of("multiLine=true"), List.of("a", "b"), "label");
        Set<Row> expected = Set.of(new Row(1, List.of(1f, 2f)), new Row(0, List.of(3f, 4f)));
        assertEquals(expected, Set.copyOf(rows(draft.build()).values()));
        draft.table = new TableOptions("json", List.of("a", "b"), "label");
        String hint = failure(draft.build());
        assertTrue(hint.endsWith("; JSON over many lines wants data.table.options = [\"multiLine=true\"]"), hint);
        Path lz4 = DataTesting.write(table.resolve("z.json.lz4"), HexFormat.of().parseHex("04224d18644027000000"));
        assertEquals(
                "data.train.samples: file:" + lz4 + " is compressed by lz4 in its frame format, which is not read;"
                        + " decompress it, or use gzip, bzip2 or zstd",
                failure(draft.build()));
        draft.train = new DataSource(
                DataTesting.write(folder.resolve("rows.csv"), "a,b,note,label\n1,2,\"two\nlines\",1\n3,4,,0\n")
                        .toString(),
                "");
        draft.table = new TableOptions(
                "csv", List.of("header=true", "inferSchema=true", "multiLine=true"), List.of("a", "b"), "label");
        assertEquals(expected, Set.copyOf(rows(draft.build()).values()));
        draft.table = new TableOptions("csv", List.of("header=true"), List.of("a", "b"), "label");
        String message = failure(draft.build());
        assertTrue(
                message.endsWith("but is of type string; data.table.options = [\"header=true\", \"inferSchema=true\"]"
                        + " reads numbers as such"),
                message);
    }

    private void write(String place, int rows) {
        Dataset<org.apache.spark.sql.Row> made =
                spark().range(rows).selectExpr("cast(id as float) as a", "id / 2 as b", "cast(id % 2 as int) as label");
        (place.contains("b=") ? made.drop("b") : made)
                .coalesce(1)
                .write()
                .mode("append")
                .parquet(table.resolve(place).toString());
    }
}
