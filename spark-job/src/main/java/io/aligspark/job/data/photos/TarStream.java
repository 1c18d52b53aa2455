package io.aligspark.job.data.photos;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The (decompressed) bytes of a tar archive, which knows its place in them and skips without reading where it can. */
final class TarStream extends InputStream {
    private static final int BUFFER_BYTES = 1 << 16;
    /** Photos hardly compress; names and padding do. */
    private static final long MAX_EXPANSION = 200;

    private static final long FREE_EXPANSION = 1 << 20;

    private final FSDataInputStream raw;
    private final InputStream in;
    private final long end;
    private long position;

    private TarStream(FSDataInputStream raw, InputStream in, long start, long end) {
        this.raw = raw;
        this.in = in;
        this.position = start;
        this.end = end;
    }

    /**
     * Opens a range of an archive; a compressed one is read from its beginning to its end.
     *
     * @param end of the range, or more than the archive has
     */
    static TarStream open(Configuration configuration, Path file, long start, long end) throws IOException {
        FileSystem fileSystem = file.getFileSystem(configuration);
        long bytes = fileSystem.getFileStatus(file).getLen();
        FSDataInputStream raw = fileSystem.open(file);
        try {
            boolean gzip = raw.read() == 0x1f && raw.read() == 0x8b;
            if (gzip) {
                raw.seek(0);
                long limit = MAX_EXPANSION * bytes + FREE_EXPANSION;
                return new TarStream(raw, new GZIPInputStream(raw, BUFFER_BYTES), 0, limit);
            }
            raw.seek(start);
            return new TarStream(raw, raw, start, Math.min(end, bytes));
        } catch (IOException e) {
            raw.close();
            throw e;
        }
    }

    boolean isCompressed() {
        return in != raw;
    }

    long position() {
        return position;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long left = end - position;
        if (left <= 0 && length > 0) {
            if (isCompressed()) {
                throw new IOException("it expands to more than " + MAX_EXPANSION + " times its size");
            }
            return -1;
        }
        int read = in.read(bytes, offset, (int) Math.min(length, left));
        position += Math.max(0, read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        if (isCompressed()) {
            return super.skip(bytes);
        }
        long skipped = Math.max(0, Math.min(bytes, end - position));
        raw.seek(position + skipped);
        position += skipped;
        return skipped;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
