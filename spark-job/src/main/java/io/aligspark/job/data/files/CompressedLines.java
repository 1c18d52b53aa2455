package io.aligspark.job.data.files;

import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.util.LineReader;

/** The lines of a compressed file, with their byte offsets in its text. A file that has none is refused. Executor. */
final class CompressedLines extends RecordReader<LongWritable, Text> {
    private final LongWritable offset = new LongWritable();
    private final Text line = new Text();
    private String key;
    private Path file;
    private LineReader in;
    private long next;

    @Override
    public void initialize(InputSplit split, TaskAttemptContext context) {
        key = context.getConfiguration().get(CsvInputFormat.KEY);
        file = ((FileSplit) split).getPath();
        try {
            in = new LineReader(Compression.open(context.getConfiguration(), key, file));
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            throw Compression.unreadable(key, file, e);
        }
    }

    @Override
    public boolean nextKeyValue() {
        try {
            int read = in.readLine(line);
            if (read == 0 && next == 0) {
                throw TextFiles.nothingInside(key, file);
            }
            if (next == 0) {
                TextFiles.stripByteOrderMark(line);
            }
            offset.set(next);
            next += read;
            return read > 0;
        } catch (IOException | RuntimeException | LinkageError | InternalError e) {
            throw Compression.unreadable(key, file, e);
        }
    }

    @Override
    public LongWritable getCurrentKey() {
        return offset;
    }

    @Override
    public Text getCurrentValue() {
        return line;
    }

    @Override
    public float getProgress() {
        return 0;
    }

    @Override
    public void close() throws IOException {
        if (in != null) {
            in.close();
        }
    }
}
