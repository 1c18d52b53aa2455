package io.aligspark.job.data.reading;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.read;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecordPolicy.OnBadRecord;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.SnliOptions;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What each format skips; that it stops by default is in the test of its reader. */
class BadRecordsTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void skip() {
        draft.root = folder.toString();
        draft.badRecords = new BadRecordPolicy(OnBadRecord.SKIP, 0.5);
    }

    private String at(String file) {
        return "file:" + folder.resolve(file);
    }

    /** Counts, and the samples that are left. */
    private void assertSkipped(long left, String... faults) {
        SampleSet set = read(draft.build());
        BadRecords bad = BadRecords.skipped(set, set.samples());
        assertEquals(List.of(faults), bad.listed());
        assertEquals(faults.length, bad.bad());
        assertEquals(left + faults.length, bad.records());
        assertEquals(left, set.samples().filter(sample -> !sample.isBad()).count());
    }

    @Test
    void csvRows() {
        write(folder.resolve("samples.csv"), "1,2,0\n1,,0\n3,4,1\n3,4\n5,6,2\n5,6,1\n");
        assertSkipped(
                3,
                "data.train.samples: " + at("samples.csv") + ", line that starts at byte 6: value must be a finite"
                        + " number, but column 1 (counted from 0) was \"\"",
                "data.train.samples: " + at("samples.csv") + ", line that starts at byte 17: expected 3 columns"
                        + " (2 values by data.shape and a label), but found 2",
                "data.train.samples: " + at("samples.csv") + ", line that starts at byte 21: label must be an integer"
                        + " from 0 to 1 (data.classes; or list others in data.label-values), but column 2 (counted from"
                        + " 0) was \"2\"");
    }

    @Test
    void aFileThatVanishesIsNoBadRecord() {
        Path file = write(folder.resolve("samples.csv"), "1,2,0\n");
        SampleSet set = read(draft.build());
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        InputFiles listed = InputFiles.find(context.hadoopConfiguration(), "data.train.samples", "", file.toString());
        assertTrue(file.toFile().delete());
        String unsplit = assertThrows(DataException.class, () -> TextFiles.lines(context, listed))
                .getMessage();
        assertTrue(unsplit.startsWith("data.train.samples: " + at("samples.csv") + " cannot be read: "), unsplit);
        Exception failure = assertThrows(Exception.class, () -> BadRecords.in(set.samples()));
        String message = DataException.in(failure).orElseThrow().getMessage();
        assertTrue(message.startsWith("data.train.samples: " + at("samples.csv") + " "), message);
    }

    @Test
    void libsvmRows() {
        write(folder.resolve("samples"), "0 1:1\n0 1:NaN\n1 2:1\n0 1:1\n");
        draft.format = DataFormat.LIBSVM;
        draft.train = new DataSource("samples", "");
        assertSkipped(
                3,
                "data.train.samples: " + at("samples") + ", line that starts at byte 6: expected index:value with a"
                        + " finite value, but found \"1:NaN\"");
    }

    @Test
    void cifarRecords() {
        byte[] records = new byte[3 * 3073];
        records[3073] = 10;
        write(folder.resolve("train.bin"), records);
        draft.format = DataFormat.CIFAR;
        draft.classes = 10;
        draft.shape = List.of(3, 32, 32);
        draft.train = new DataSource("train.bin", "");
        assertSkipped(
                2,
                "data.train.samples: " + at("train.bin") + ": label of record 1 (counted from 0) must be an integer"
                        + " from 0 to 9 (data.classes; or list others in data.label-values), but was 10");
        write(folder.resolve("train.bin"), new byte[3000]);
        assertTrue(failure(draft.build()).contains("expected records of 3073 bytes"), "a file cut short stops the run");
    }

    @Test
    void idxRecords() {
        write(folder.resolve("images"), idx(0x803, new byte[3], 3, 1, 1));
        write(folder.resolve("labels"), idx(0x801, new byte[] {0, 9, 1}, 3));
        draft.format = DataFormat.IDX;
        draft.shape = List.of(1, 1, 1);
        draft.train = new DataSource("images", "labels");
        assertSkipped(
                2,
                "data.train.labels: " + at("labels") + ": label of record 1 (counted from 0) must be an integer from"
                        + " 0 to 1 (data.classes; or list others in data.label-values), but was 9");
    }

    private static byte[] idx(int magic, byte[] content, int... sizes) {
        ByteBuffer file =
                ByteBuffer.allocate(4 + 4 * sizes.length + content.length).putInt(magic);
        for (int size : sizes) {
            file.putInt(size);
        }
        return file.put(content).array();
    }

    @Test
    void imagesThatCannotBeDecoded() throws IOException {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2, 2, BufferedImage.TYPE_INT_RGB), "png", png);
        write(folder.resolve("a/0.png"), png.toByteArray());
        write(folder.resolve("a/1.png"), "no image");
        write(folder.resolve("b/0.png"), png.toByteArray());
        draft.format = DataFormat.IMAGES;
        draft.shape = List.of(3, 2, 2);
        draft.train = new DataSource(folder.toString(), "");
        assertSkipped(
                2,
                "data.train.samples: " + at("a/1.png")
                        + " cannot be read as an image: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image");
    }

    @Test
    void pairsAndWordVectors() {
        draft.format = DataFormat.SNLI;
        draft.classes = 3;
        draft.shape = List.of(2, 3, 2);
        draft.snli = new SnliOptions("vectors.txt");
        draft.train = new DataSource("pairs.jsonl", "");
        write(folder.resolve("vectors.txt"), "a 1 10\nb 2 x\n1 2\n. 3 30\nc y z\n");
        write(folder.resolve("pairs.jsonl"), """
                {"gold_label": "neutral", "sentence1": "a", "sentence2": "b a"}
                {"gold_label": "-", "sentence1": "a", "sentence2": "b"}
                {"gold_label": "both", "sentence1": "a", "sentence2": "b"}
                {"gold_label": "neutral", "sentence1": "a"
                {"gold_label": "neutral", "sentence1": "a"}
                {"gold_label": "contradiction", "sentence1": "a", "sentence2": "a"}
                {"gold_label": "contradiction", "sentence1": "a", "sentence2": "a"}
                {"gold_label": "contradiction", "sentence1": "a", "sentence2": "a"}
                """);
        BadRecords bad = BadRecords.in(read(draft.build()).samples());
        assertEquals(9, bad.records());
        assertEquals(5, bad.bad());
        List<String> vectors = bad.listed().stream()
                .filter(fault -> fault.startsWith("data.snli.vectors: " + at("vectors.txt") + ", line that starts at"))
                .map(fault -> fault.replaceAll(".* byte ", ""))
                .toList();
        assertEquals(
                List.of(
                        "7: expected finite numbers, but found \"x\"",
                        "13: expected a word and 2 numbers, but found \"1 2\""),
                vectors);
    }

    @Test
    void theListIsCappedAndDependsOnTheDataAlone() {
        String rows = String.join(
                "",
                IntStream.range(0, 1000)
                        .mapToObj(i -> i % 20 == 3 ? "x,2,0\n" : "1,2,0\n")
                        .toList());
        write(folder.resolve("samples.csv"), rows);
        BadRecords whole = BadRecords.in(read(draft.build()).samples());
        assertEquals(1000, whole.records());
        assertEquals(50, whole.bad());
        assertEquals(BadRecords.MAX_LISTED, whole.listed().size());
        assertEquals(1 + BadRecords.MAX_LISTED, whole.report("data.train").size());
        assertEquals(
                "skipped 50 of 1,000 records of data.train; the first 20:",
                whole.report("data.train").get(0));
        assertTrue(whole.listed().get(0).contains("byte 18:"), whole.listed().get(0));
        assertTrue(
                whole.listed().get(19).contains("byte " + (18 + 19 * 120) + ":"),
                whole.listed().get(19));

        var hadoop = JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext())
                .hadoopConfiguration();
        hadoop.set(FileInputFormat.SPLIT_MAXSIZE, "500");
        try {
            SampleSet split = read(draft.build());
            assertTrue(split.samples().getNumPartitions() > 5);
            assertEquals(whole, BadRecords.in(split.samples()));
        } finally {
            hadoop.unset(FileInputFormat.SPLIT_MAXSIZE);
        }
    }

    @Test
    void tooManyAreRefused() {
        write(folder.resolve("samples.csv"), "1,2,0\n1,x,0\n1,2,1\n1,2,1\n");
        draft.badRecords = new BadRecordPolicy(OnBadRecord.SKIP, 0.25);
        assertSkipped(
                3,
                "data.train.samples: " + at("samples.csv") + ", line that starts at byte 6: value must be a finite"
                        + " number, but column 1 (counted from 0) was \"x\"");
        draft.badRecords = new BadRecordPolicy(OnBadRecord.SKIP, 0.24);
        SampleSet set = read(draft.build());
        assertEquals(
                "data.max-bad-fraction = 0.24: 1 of 4 records are bad; the first: data.train.samples: "
                        + at("samples.csv") + ", line that starts at byte 6: value must be a finite number, but column"
                        + " 1 (counted from 0) was \"x\"",
                assertThrows(DataException.class, () -> BadRecords.skipped(set, set.samples()))
                        .getMessage());
    }
}
