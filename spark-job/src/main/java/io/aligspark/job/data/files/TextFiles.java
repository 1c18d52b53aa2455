package io.aligspark.job.data.files;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.Job;
import org.apache.hadoop.mapreduce.lib.input.FileInputFormat;
import org.apache.hadoop.util.LineReader;
import org.apache.spark.api.java.JavaNewHadoopRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** Text files line by line, raw or compressed by a codec that Hadoop knows from the name. */
public final class TextFiles {
    private static final long MIN_SPLIT_BYTES = 1 << 20;

    private TextFiles() {}

    /** What to do with a line: its number from 1, the (decompressed) byte offset of its start, and its text. */
    @FunctionalInterface
    public interface LineVisitor {
        /** Returns whether to go on to the next line. */
        boolean visit(long number, long offset, String line);
    }

    /**
     * Visits the lines of a file from its start.
     *
     * @param key config key of the path
     * @throws DataException if the file cannot be read, or is compressed and has no line
     */
    public static void visit(Configuration configuration, String key, Path file, LineVisitor visitor) {
        try (InputStream in = Compression.open(configuration, key, file);
                LineReader reader = new LineReader(in)) {
            Text line = new Text();
            long offset = 0;
            long number = 1;
            for (int read; (read = reader.readLine(line)) > 0; offset += read) {
                if (offset == 0) {
                    stripByteOrderMark(line);
                }
                if (!visitor.visit(number++, offset, line.toString())) {
                    return;
                }
            }
            if (offset == 0 && Compression.isCompressed(configuration, file)) {
                throw nothingInside(key, file);
            }
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            throw Compression.unreadable(key, file, e);
        }
    }

    /** A compressed file is never empty for nothing: it may be in a variant that is taken for another. */
    static DataException nothingInside(String key, Path file) {
        return new DataException(key + ": " + file + " holds no row when decompressed; remove it, or decompress it with"
                + " the program that wrote it");
    }

    /** Takes the mark off that some programs write before a text in UTF-8. */
    static void stripByteOrderMark(Text line) {
        String text = line.toString();
        if (text.startsWith("\uFEFF")) {
            line.set(text.substring(1));
        }
    }

    /**
     * Checks that there is a sample; reads no further than the first one. Driver.
     *
     * @param header whether the first line of each file is no sample
     * @param others what other lines are, for the message
     * @throws DataException if no file has a line that {@code isRow}
     */
    public static void requireRow(
            Configuration configuration, InputFiles input, boolean header, String others, Predicate<String> isRow) {
        boolean[] found = new boolean[1];
        for (Path file : input.files()) {
            visit(configuration, input.key(), file, (number, offset, line) -> {
                found[0] = !(header && number == 1) && isRow.test(line);
                return !found[0];
            });
            if (found[0]) {
                return;
            }
        }
        throw new DataException(input.key() + ": " + input.path() + " holds no samples, only "
                + (header ? "a header (data.csv.header) and " : "") + others + "; expected at least one row");
    }

    /** Number, from 1, of the line that starts at a byte offset. For error messages: reads the file up to there. */
    static long lineNumber(Configuration configuration, String key, Path file, long offset) {
        long[] result = {1};
        visit(configuration, key, file, (number, start, line) -> {
            result[0] = number;
            return start < offset;
        });
        return result[0];
    }

    /** Index of every file, by its path without file system, in the sorted list. */
    public static Map<String, Integer> fileIndex(InputFiles input) {
        Map<String, Integer> index = new HashMap<>();
        for (Path file : input.files()) {
            index.put(file.toUri().getPath(), index.size());
        }
        return index;
    }

    /** Looks a file up. Executor. */
    public static int index(Map<String, Integer> fileIndex, String key, Path file) {
        Integer index = fileIndex.get(file.toUri().getPath());
        if (index == null) {
            throw new DataException(
                    key + ": " + file + " appeared after the files were listed; start again with a fixed set of files");
        }
        return index;
    }

    /** Lines with their byte offsets, in splits enough to give every core one. */
    public static JavaNewHadoopRDD<LongWritable, Text> lines(JavaSparkContext context, InputFiles input) {
        try {
            Job job = Job.getInstance(context.hadoopConfiguration());
            FileInputFormat.setInputPaths(job, input.path());
            job.getConfiguration().set(CsvInputFormat.KEY, input.key());
            long even = input.bytes() / context.defaultParallelism() + 1;
            job.getConfiguration().setIfUnset(FileInputFormat.SPLIT_MAXSIZE, "" + Math.max(MIN_SPLIT_BYTES, even));
            var lines = (JavaNewHadoopRDD<LongWritable, Text>) context.newAPIHadoopRDD(
                    job.getConfiguration(), CsvInputFormat.class, LongWritable.class, Text.class);
            // Splits now, so that a file that is gone since it was listed shows here.
            lines.getNumPartitions();
            return lines;
        } catch (IOException e) {
            throw new DataException(input.key() + ": " + input.path() + " cannot be read: " + e, e);
        }
    }

    /** Whether a split has another line. Executor. */
    public static boolean hasNext(Iterator<?> lines, String key, Path file) {
        try {
            return lines.hasNext();
        } catch (Exception e) {
            // Undeclared, since it comes through Scala: typically a damaged gzip file.
            if (e instanceof IOException) {
                throw new DataException(key + ": " + file + " cannot be read: " + e, e);
            }
            throw e;
        }
    }

    /** What is wrong with the line at a byte offset. Reads the file up to there unless many may be to skip. */
    public static DataException fault(
            BadRecordPolicy policy, String key, Configuration configuration, Path file, long offset, String what) {
        String place = "line that starts at byte " + offset;
        if (!policy.skips()) {
            try {
                place = "line " + lineNumber(configuration, key, file, offset);
            } catch (DataException e) {
                // Then the byte must do.
            }
        }
        return new DataException(key + ": " + file + ", " + place + ": " + what);
    }
}
