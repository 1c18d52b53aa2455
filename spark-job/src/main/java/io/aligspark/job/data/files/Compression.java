package io.aligspark.job.data.files;

import com.github.luben.zstd.ZstdInputStream;
import io.aligspark.job.data.DataException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionCodecFactory;

/**
 * Opens text files, raw or compressed: zstd by Spark's library, since Hadoop's codec wants a native one, all else by the
 * codec that Hadoop knows from the name.
 */
final class Compression {
    private static final String ZSTD = ".zst";
    private static final String BZIP2 = ".bz2";

    private Compression() {}

    /** Whether a name is that of a compressed file, which cannot be cut into splits. */
    static boolean isCompressed(Configuration configuration, Path file) {
        return file.getName().endsWith(ZSTD) || new CompressionCodecFactory(configuration).getCodec(file) != null;
    }

    /**
     * The text of a file, decompressed, whose first bytes have been looked at.
     *
     * @param key config key of the path
     * @throws DataException if the file is no text, or is compressed in a way that is not read
     */
    static InputStream open(Configuration configuration, String key, Path file) throws IOException {
        boolean zstd = file.getName().endsWith(ZSTD);
        CompressionCodec codec = zstd ? null : new CompressionCodecFactory(configuration).getCodec(file);
        boolean compressed = zstd || codec != null;
        PushbackInputStream raw = peek(
                file.getFileSystem(configuration).open(file),
                head -> fault(key, file, FirstBytes.ofStored(head, file.getName(), compressed)));
        try {
            if (!compressed) {
                return raw;
            }
            return peek(decompress(file.getName(), codec, raw), head -> fault(key, file, FirstBytes.ofText(head)));
        } catch (IOException | RuntimeException | LinkageError e) {
            raw.close();
            throw e;
        }
    }

    /** Looks at the first bytes of a file that is not compressed and may be read from its middle. */
    static void check(Configuration configuration, String key, Path file) throws IOException {
        peek(
                        file.getFileSystem(configuration).open(file),
                        head -> fault(key, file, FirstBytes.ofStored(head, file.getName(), false)))
                .close();
    }

    /** The one line for what a decompressor throws; some throw errors. */
    static DataException unreadable(String key, Path file, Throwable cause) {
        return cause instanceof DataException found
                ? found
                : new DataException(key + ": " + file + " cannot be read: " + cause, cause);
    }

    private static InputStream decompress(String name, CompressionCodec codec, InputStream raw) throws IOException {
        if (name.endsWith(ZSTD)) {
            return new ZstdInputStream(raw);
        }
        // Hadoop's stream reads to a wrong place unless that is the start of the caller's array.
        return name.endsWith(BZIP2)
                ? new BZip2CompressorInputStream(new BufferedInputStream(raw), true)
                : codec.createInputStream(raw);
    }

    private static void fault(String key, Path file, Optional<String> fault) {
        fault.ifPresent(what -> {
            throw new DataException(key + ": " + file + " " + what);
        });
    }

    private static PushbackInputStream peek(InputStream in, Consumer<byte[]> check) throws IOException {
        PushbackInputStream result = new PushbackInputStream(in, FirstBytes.COUNT);
        try {
            byte[] head = in.readNBytes(FirstBytes.COUNT);
            check.accept(head);
            result.unread(head);
            return result;
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }
}
