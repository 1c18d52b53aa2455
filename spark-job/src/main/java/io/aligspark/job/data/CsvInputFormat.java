package io.aligspark.job.data;

import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.apache.hadoop.mapreduce.JobContext;
import org.apache.hadoop.mapreduce.lib.input.TextInputFormat;

/**
 * Lines with their byte offsets. Public because Hadoop creates it.
 *
 * <p>Unlike its parent it never splits compressed files: within a split of a bzip2 file the offsets count from the
 * split's compressed start, so that ids would depend on the splits.
 */
public final class CsvInputFormat extends TextInputFormat {
    /** For Hadoop. */
    public CsvInputFormat() {}

    @Override
    protected boolean isSplitable(JobContext context, Path file) {
        return new CompressionCodecFactory(context.getConfiguration()).getCodec(file) == null;
    }
}
