package io.aligspark.job.data.sentences;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.files.TextFiles;
import io.aligspark.job.data.text.CsvLine;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * The vectors of the words that occur, from a text file in GloVe's format: a word (which may hold blanks) and d numbers a
 * line. The file is read on the executors; only the words asked for reach the driver.
 *
 * @param numbers of the words, from 1, in their order
 * @param table {@code [words, d]}: word n lies in row n - 1
 * @param bad lines to be skipped
 */
record WordVectors(Map<String, Integer> numbers, float[] table, List<Sample> bad) {
    static final String BEGIN = "<s>";
    static final String END = "</s>";
    static final String FULL_STOP = ".";
    /** What the reader looks for beside the words of the data. */
    static final Set<String> ADDED = Set.of(BEGIN, END, FULL_STOP);

    private static final String KEY = "data.snli.vectors";

    /**
     * Reads the vectors of some words. Driver.
     *
     * @throws DataException if the vectors have another length than {@code data.shape} says, one is no vector of numbers
     *     or zero (which would be padding), or no word has one
     */
    static WordVectors read(JavaSparkContext context, DataConfig config, Set<String> words) {
        Configuration hadoop = context.hadoopConfiguration();
        InputFiles input =
                InputFiles.find(hadoop, KEY, config.root(), config.snli().vectors());
        int length = config.shape().get(2);
        requireLength(hadoop, input, length);
        Broadcast<Set<String>> wanted = context.broadcast(words);
        Reader reader = new Reader(new HadoopConf(hadoop), TextFiles.fileIndex(input), length, config.badRecords());
        Map<String, Line> found = new TreeMap<>();
        List<Sample> bad = new ArrayList<>();
        try {
            TextFiles.lines(context, input)
                    .mapPartitionsWithInputSplit(
                            (split, lines) -> reader.vectors(((FileSplit) split).getPath(), lines, wanted.value()),
                            false)
                    .collect()
                    .forEach(line -> {
                        if (line.fault() != null) {
                            bad.add(Sample.bad(line.place(), line.fault()));
                            return;
                        }
                        // A word that occurs twice has its last vector, as in the authors' code.
                        found.merge(line.word(), line, (a, b) -> a.place() > b.place() ? a : b);
                    });
        } finally {
            wanted.destroy();
        }
        if (found.isEmpty()) {
            throw new DataException(
                    KEY + ": " + input.path() + " has no vector for any of the " + words.size() + " words of the data");
        }
        return of(found, length, bad);
    }

    private static WordVectors of(Map<String, Line> found, int length, List<Sample> bad) {
        Map<String, Integer> numbers = new HashMap<>();
        float[] table = new float[Math.multiplyExact(found.size(), length)];
        found.forEach((word, row) -> {
            System.arraycopy(row.vector(), 0, table, numbers.size() * length, length);
            numbers.put(word, numbers.size() + 1);
        });
        return new WordVectors(numbers, table, List.copyOf(bad));
    }

    // By the first line, since a word could hold blanks: vectors that are too long would look like such words.
    private static void requireLength(Configuration hadoop, InputFiles input, int length) {
        TextFiles.requireRow(hadoop, input, false, "blank lines", line -> {
            int numbers = Tokens.split(line).size() - 1;
            if (numbers != length) {
                throw new DataException(KEY + ": " + input.path() + ": expected a word and " + length
                        + " numbers (the last size of data.shape) a line, but the first has " + numbers + " numbers");
            }
            return true;
        });
    }

    /** A line whose word is wanted, or a bad one. */
    @DefaultSerializer(JavaSerializer.class)
    private record Line(String word, long place, float[] vector, String fault) implements Serializable {
        static Line bad(long place, String fault) {
            return new Line("", place, new float[0], fault);
        }
    }

    /** Parses lines. Executor. */
    private record Reader(HadoopConf hadoop, Map<String, Integer> fileIndex, int length, BadRecordPolicy badRecords)
            implements Serializable {

        /** The lines whose word is wanted, and bad ones. */
        Iterator<Line> vectors(Path file, Iterator<Tuple2<LongWritable, Text>> lines, Set<String> wanted) {
            List<Line> found = new ArrayList<>();
            int index = TextFiles.index(fileIndex, KEY, file);
            while (TextFiles.hasNext(lines, KEY, file)) {
                Tuple2<LongWritable, Text> next = lines.next();
                long offset = next._1().get();
                long place = InputFiles.id(index, offset);
                String text = next._2().toString().stripTrailing();
                Line line = badRecords.record(place, () -> parse(file, offset, place, text, wanted), Line::bad);
                if (line != null) {
                    found.add(line);
                }
            }
            return found.iterator();
        }

        /** Null if nobody wants the word. */
        private Line parse(Path file, long offset, long place, String text, Set<String> wanted) {
            int end = endOfWord(text);
            if (end < 0 && !text.isEmpty()) {
                throw fault(
                        file,
                        offset,
                        "expected a word and " + length + " numbers, but found " + DataException.quote(text));
            }
            String word = text.substring(0, Math.max(0, end));
            return wanted.contains(word) ? new Line(word, place, vector(file, offset, text, end), null) : null;
        }

        // The numbers are counted from the right; -1 if there are too few.
        private int endOfWord(String text) {
            int end = text.length();
            for (int i = 0; i < length && end > 0; i++) {
                end = text.lastIndexOf(' ', end - 1);
            }
            return end > 0 ? end : -1;
        }

        private float[] vector(Path file, long offset, String text, int end) {
            String[] numbers = text.substring(end + 1).split(" ", -1);
            float[] vector = new float[length];
            boolean zero = true;
            for (int i = 0; i < length; i++) {
                vector[i] = CsvLine.number(numbers[i]);
                if (Float.isNaN(vector[i])) {
                    throw fault(file, offset, "expected finite numbers, but found " + DataException.quote(numbers[i]));
                }
                zero &= vector[i] == 0;
            }
            if (zero) {
                throw fault(
                        file,
                        offset,
                        "the vector of " + DataException.quote(text.substring(0, end))
                                + " must not be zero, which marks the end of a sentence");
            }
            return vector;
        }

        private DataException fault(Path file, long offset, String what) {
            return TextFiles.fault(badRecords, KEY, hadoop.get(), file, offset, what);
        }
    }
}
