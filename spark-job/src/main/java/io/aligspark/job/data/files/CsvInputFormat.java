package io.aligspark.job.data.files;

import io.aligspark.job.data.DataException;
import java.io.IOException;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.LongWritable;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.mapreduce.InputSplit;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.RecordReader;
import org.apache.hadoop.mapreduce.TaskAttemptContext;
import org.apache.hadoop.mapreduce.lib.input.FileSplit;
import org.apache.hadoop.mapreduce.lib.input.LineRecordReader;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;

/**
 * Lines with their byte offsets. Public because Hadoop creates it.
 *
 * <p>Unlike its parent it never splits compressed files: within a split of a bzip2 file the offsets count from the
 * split's compressed start, so that ids would depend on the splits. A file that cannot be opened is a {@link
 * DataException}.
 */
public final class CsvInputFormat extends TextInputFormat {
    /** Of the job's configuration: the config key of the path, for messages. */
    static final String KEY = "io.aligspark.data.key";

    /** For Hadoop. */
    public CsvInputFormat() {}

    @Override
    protected boolean isSplitable(JobContext context, Path file) {
        return !Compression.isCompressed(context.getConfiguration(), file);
    }

    @Override
    public RecordReader<LongWritable, Text> createRecordReader(InputSplit split, TaskAttemptContext context) {
        Path file = ((FileSplit) split).getPath();
        return Compression.isCompressed(context.getConfiguration(), file) ? new CompressedLines() : new Lines();
    }

    private static final class Lines extends LineRecordReader {
        @Override
        public void initialize(InputSplit split, TaskAttemptContext context) {
            Path file = ((FileSplit) split).getPath();
            String key = context.getConfiguration().get(KEY);
            try {
                Compression.check(context.getConfiguration(), key, file);
                super.initialize(split, context);
            } catch (IOException e) {
                throw Compression.unreadable(key, file, e);
            }
        }
    }
}
