package io.aligspark.job.data.sentences;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.gzip;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SnliOptions;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnliReaderTest {
    private static final String VECTORS = "a 1 10\nb 2 20\n. 3 30\nno use 4 40\n";
    private static final String MARKS = "<s> 5 50\n</s> 6 60\n";

    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();
    private Path first;
    private Path vectors;

    @BeforeEach
    void threeFiles() {
        first = write(folder.resolve("s1.dev"), "a b a\nb .\n");
        write(folder.resolve("s2.dev"), "b x\na a a a a\n");
        write(folder.resolve("labels.dev"), "neutral\ncontradiction\n");
        vectors = write(folder.resolve("vectors.txt"), VECTORS);
        draft.format = DataFormat.SNLI;
        draft.root = folder.toString();
        draft.classes = 3;
        draft.shape = List.of(2, 3, 2);
        draft.train = new DataSource("s1.dev", "labels.dev");
        draft.snli = new SnliOptions("vectors.txt");
    }

    @Test
    void threeFilesBecomeVectorsAndWordsWithoutOneAreDropped() {
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(List.of(0L, 1L), List.copyOf(rows.keySet()));
        assertEquals(new Row(1, words("a", "b", "a", "b", "", "")), rows.get(0L));
        assertEquals(new Row(2, words("b", ".", "", "a", "a", "a")), rows.get(1L), "the second sentence is cut");
    }

    @Test
    void jsonLinesGiveTheSame() {
        write(folder.resolve("dev.jsonl"), """
                {"gold_label": "neutral", "sentence1_binary_parse": "( a ( b a ) )", "sentence2": "b x"}
                {"gold_label": "-", "sentence1": "a", "sentence2": "b"}

                {"gold_label": "contradiction", "sentence1": "b.", "sentence2_binary_parse": "( a a a a a )"}
                """);
        List<Row> expected = List.copyOf(rows(draft.build()).values());
        draft.train = new DataSource("dev.jsonl", "");
        assertEquals(expected, List.copyOf(rows(draft.build()).values()));
    }

    @Test
    void marksEncloseASentenceAlsoIfItIsCut() {
        write(vectors, VECTORS + MARKS);
        draft.shape = List.of(2, 4, 2);
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(
                words("<s>", "a", "b", "</s>", "<s>", "b", "</s>", ""),
                rows.get(0L).values());
        assertEquals(
                words("<s>", "b", ".", "</s>", "<s>", "a", "a", "</s>"),
                rows.get(1L).values());
    }

    @Test
    void aSentenceWithoutAnyWordBecomesAFullStop() {
        write(folder.resolve("s2.dev"), "x y z\n\n");
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(words(".", "", ""), rows.get(0L).values().subList(6, 12));
        assertEquals(words(".", "", ""), rows.get(1L).values().subList(6, 12));
        write(vectors, "a 1 10\nb 2 20\n");
        assertEquals(
                "data.train.samples: file:" + first + ", line 1: no word of [x, y, z] has a vector"
                        + " (data.snli.vectors), nor has a full stop",
                failure(draft.build()));
    }

    @Test
    void samplesDoNotDependOnSplitsOrCompression() {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 400; i++) {
            String label = SnliReader.CLASSES.get(i % 3);
            lines.append("{\"gold_label\": \"" + label + "\", \"sentence1\": \"" + "a ".repeat(i % 4)
                    + "b\", \"sentence2\": \"b " + "a ".repeat(i % 3) + "\"}\n");
        }
        Path file = write(folder.resolve("dev.jsonl"), lines.toString());
        draft.train = new DataSource("dev.jsonl*", "");
        SortedMap<Long, Row> expected = rows(draft.build());
        assertEquals(400, expected.size());
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        context.hadoopConfiguration().set(FileInputFormat.SPLIT_MAXSIZE, "1000");
        try {
            assertTrue(DataTesting.read(draft.build()).samples().getNumPartitions() > 20);
            assertEquals(expected, rows(draft.build()));
        } finally {
            context.hadoopConfiguration().unset(FileInputFormat.SPLIT_MAXSIZE);
        }
        assertTrue(file.toFile().delete());
        gzip(folder.resolve("dev.jsonl.gz"), lines.toString().getBytes(StandardCharsets.UTF_8));
        gzip(folder.resolve("vectors.txt.gz"), VECTORS.getBytes(StandardCharsets.UTF_8));
        draft.snli = new SnliOptions("vectors.txt.gz");
        assertEquals(expected, rows(draft.build()));
    }

    @Test
    void theLastVectorOfAWordCounts() {
        write(vectors, VECTORS + "a 7 70\n");
        assertEquals(List.of(7f, 70f), rows(draft.build()).get(0L).values().subList(0, 2));
    }

    @Test
    void badVectorsAreNamed() {
        String file = "data.snli.vectors: file:" + vectors;
        write(vectors, "a 1 10 100\n");
        assertEquals(
                file + ": expected a word and 2 numbers (the last size of data.shape) a line,"
                        + " but the first has 3 numbers",
                failure(draft.build()));
        write(vectors, VECTORS + "b 0 -0.0\n");
        assertEquals(
                file + ", line 5: the vector of \"b\" must not be zero, which marks the end of a sentence",
                failure(draft.build()));
        write(vectors, VECTORS + "b 1 x\n");
        assertEquals(file + ", line 5: expected finite numbers, but found \"x\"", failure(draft.build()));
        write(vectors, VECTORS + "b 1\n");
        assertEquals(file + ", line 5: expected a word and 2 numbers, but found \"b 1\"", failure(draft.build()));
        write(vectors, "z 1 2\n");
        assertEquals(file + " has no vector for any of the 6 words of the data", failure(draft.build()));
    }

    @Test
    void badPairsAreNamed() {
        write(folder.resolve("labels.dev"), "neutral\nyes\n");
        assertEquals(
                "data.train.labels: file:" + folder + "/labels.dev: line 2 must be one of data.label-values"
                        + " [entailment, neutral, contradiction], but was \"yes\"",
                failure(draft.build()));
        write(folder.resolve("labels.dev"), "neutral\n");
        assertEquals(
                "data.train.labels: file:" + folder + "/labels.dev: expected as many lines as in file:" + first
                        + ", but one has 1 and the other more",
                failure(draft.build()));
        Path json = write(folder.resolve("dev.jsonl"), "{\"gold_label\": \"maybe\"}\n");
        draft.train = new DataSource("dev.jsonl", "");
        String start = "data.train.samples: file:" + json + ", line 1: ";
        assertEquals(
                start + "gold_label must be one of data.label-values [entailment, neutral, contradiction] or -,"
                        + " but was \"maybe\"",
                failure(draft.build()));
        write(json, "{\"gold_label\": \"neutral\", \"sentence1\": \"a\"}\n");
        assertEquals(start + "expected a text sentence2, but found none", failure(draft.build()));
        write(json, "neutral\ta\tb\n");
        assertTrue(failure(draft.build()).startsWith(start + "expected a line of JSON, but found "));
        draft.train = new DataSource("dev.jsonl", "labels.dev");
        assertEquals(
                "data.train.samples: expected the file s1.* of first sentences, since data.train.labels names a file,"
                        + " but found dev.jsonl",
                failure(draft.build()));
    }

    @Test
    void settingsMustFit() {
        draft.shape = List.of(3, 4, 5);
        assertRejected("data.shape must be [2, time, length of a word vector] for snli, but was [3, 4, 5]");
        draft.shape = List.of(2, 4, 5);
        draft.scale = 2;
        assertRejected("data.scale, mean, std must be 1, [0], [1] for snli, whose vectors are used as they are,"
                + " but was 2.0, [0.0], [1.0]");
        draft.classes = 2;
        assertRejected("data.classes must be 3 for snli, but was 2");
        draft.snli = new SnliOptions(" ");
        assertRejected("data.snli.vectors must be a path, but was \" \"");
    }

    @Test
    void wordsOfTextAreSeparated() {
        assertEquals(
                List.of("Two", "women", "do", "n't", "hug", "(", "a", "man", "'s", "go-to", "3.5", "cars", ")", "."),
                Tokens.ofText("Two women don't  hug (a man's go-to 3.5 cars)."));
        assertEquals(List.of("(", "a", ")", "b"), Tokens.ofParse("( ( -LRB- a ) ( -RRB- b ) )"));
    }

    @Test
    void decodesAfterItsJourneyToAnExecutor() throws IOException, ClassNotFoundException {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        Broadcast<float[]> table = context.broadcast(new float[] {1, 2, 3, 4});
        SampleDecoder decoder = DataTesting.throughSerialization(new EmbeddingDecoder(table, 2, 2));
        byte[] sample = new byte[4 * Integer.BYTES];
        Packing.putInt(sample, 0, 2);
        Packing.putInt(sample, 2 * Integer.BYTES, 1);
        float[] out = new float[9];
        out[8] = 9;
        decoder.decode(sample, out, 1);
        assertArrayEquals(new float[] {0, 3, 4, 0, 0, 1, 2, 0, 0}, out);
        assertEquals(8, decoder.sampleLength());
        assertThrows(IllegalArgumentException.class, () -> decoder.decode(new byte[15], out, 0));
    }

    private void assertRejected(String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, draft::build).getMessage());
    }

    /** The vectors above; zeros for "". */
    private static List<Float> words(String... words) {
        List<String> known = List.of("", "a", "b", ".", "no use", "<s>", "</s>");
        List<Float> values = new ArrayList<>();
        for (String word : words) {
            Collections.addAll(values, (float) known.indexOf(word), 10f * known.indexOf(word));
        }
        return values;
    }
}
