package io.aligspark.job.data.files;

import io.aligspark.job.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.IOUtils;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;

/**
 * One input file of bytes.
 *
 * @param key config key of the path
 * @param gzip whether it is compressed, by its first bytes
 * @param bytes its size as stored
 */
public record BinaryFile(String key, Path path, boolean gzip, long bytes) implements Serializable {
    private static final byte[] GZIP_MAGIC = {0x1f, (byte) 0x8b};
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Looks at the first bytes of each file. Driver.
     *
     * @throws DataException if one cannot be read
     */
    public static List<BinaryFile> check(Configuration configuration, InputFiles input) {
        List<BinaryFile> files = new ArrayList<>();
        for (Path path : input.files()) {
            try {
                FileSystem fileSystem = path.getFileSystem(configuration);
                try (InputStream in = fileSystem.open(path)) {
                    boolean gzip = Arrays.equals(in.readNBytes(GZIP_MAGIC.length), GZIP_MAGIC);
                    long bytes = fileSystem.getFileStatus(path).getLen();
                    files.add(new BinaryFile(input.key(), path, gzip, bytes));
                }
            } catch (IOException e) {
                throw new DataException(input.key() + ": " + path + " cannot be read: " + e, e);
            }
        }
        return List.copyOf(files);
    }

    /** The (decompressed) bytes, which the caller closes. Driver. */
    public InputStream open(Configuration configuration) throws IOException {
        InputStream raw = path.getFileSystem(configuration).open(path);
        return gzip ? new GZIPInputStream(raw, BUFFER_BYTES) : raw;
    }

    /** The (decompressed) bytes from a position on; the task closes them when it ends. Executor. */
    public InputStream open(HadoopConf hadoop, long start) throws IOException {
        FSDataInputStream raw = path.getFileSystem(hadoop.get()).open(path);
        TaskCompletionListener close = context -> IOUtils.closeStream(raw);
        TaskContext.get().addTaskCompletionListener(close);
        if (gzip) {
            InputStream in = new GZIPInputStream(raw, BUFFER_BYTES);
            in.skipNBytes(start);
            return in;
        }
        raw.seek(start);
        return new BufferedInputStream(raw, BUFFER_BYTES);
    }

    public DataException fault(String what) {
        return new DataException(key + ": " + path + ": " + what);
    }

    public DataException unreadable(IOException e) {
        return new DataException(key + ": " + path + " cannot be read: " + e, e);
    }
}
