package io.aligspark.job.data.photos;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.SequenceFile;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.io.WritableUtils;

/**
 * Walks over the lengths in a SequenceFile, since Hadoop asks for as much memory as they say, up to 2 GB, and takes some
 * damaged ones for the end of the file.
 *
 * @param types of keys and values
 * @param blocks whether records are compressed together
 */
record SequenceFileCheck(List<String> types, boolean blocks) {
    private static final int MAGIC_BYTES = 3;
    private static final int VERSION = 6;
    private static final int MAX_NAME = 1 << 10;
    private static final int SYNC_ESCAPE = -1;
    private static final int SYNC_BYTES = 16;
    // Lengths and bytes of keys, lengths and bytes of values.
    private static final int BUFFERS_OF_A_BLOCK = 4;

    /**
     * Reads the header.
     *
     * @throws IOException if it is damaged
     */
    static SequenceFileCheck ofHeader(Configuration configuration, Path file) throws IOException {
        FileSystem fileSystem = file.getFileSystem(configuration);
        long bytes = fileSystem.getFileStatus(file).getLen();
        try (FSDataInputStream in = fileSystem.open(file)) {
            in.skipNBytes(MAGIC_BYTES);
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("expected version " + VERSION + ", but found " + version);
            }
            List<String> types = List.of(Text.readString(in, MAX_NAME), Text.readString(in, MAX_NAME));
            boolean compressed = in.readBoolean();
            SequenceFileCheck check = new SequenceFileCheck(types, in.readBoolean());
            if (compressed) {
                Text.readString(in, MAX_NAME);
            }
            // Metadata: pairs of texts.
            int texts = 2 * requireLength(in.readInt(), Integer.MAX_VALUE / 2, in);
            for (int i = 0; i < texts; i++) {
                in.skipNBytes(requireLength(WritableUtils.readVInt(in), bytes - in.getPos(), in));
            }
            return check;
        }
    }

    /**
     * Walks over the records that begin in a range of the file. Executor.
     *
     * @throws IOException if a length does not fit the file
     */
    void walk(Configuration configuration, Path file, long start, long end) throws IOException {
        FileSystem fileSystem = file.getFileSystem(configuration);
        long bytes = fileSystem.getFileStatus(file).getLen();
        long first;
        try (SequenceFile.Reader reader = new SequenceFile.Reader(configuration, SequenceFile.Reader.file(file))) {
            reader.sync(start);
            first = reader.getPosition();
        }
        try (FSDataInputStream in = fileSystem.open(file)) {
            in.seek(first);
            boolean last = false;
            while (!last && in.getPos() < bytes) {
                // As Hadoop does: a range goes on to the first mark behind its end, and one record further.
                boolean behind = in.getPos() >= end;
                boolean marked = skipRecord(in, bytes);
                last = behind && marked;
            }
        }
    }

    /** Skips a record or block; returns whether a mark was before it. */
    private boolean skipRecord(FSDataInputStream in, long bytes) throws IOException {
        int length = in.readInt();
        boolean mark = length == SYNC_ESCAPE;
        if (mark) {
            in.skipNBytes(SYNC_BYTES);
            if (!blocks && in.getPos() < bytes) {
                length = in.readInt();
            }
        }
        if (blocks) {
            if (!mark) {
                throw new IOException("expected a mark before byte " + in.getPos());
            }
            requireLength(WritableUtils.readVInt(in), Integer.MAX_VALUE, in);
            for (int i = 0; i < BUFFERS_OF_A_BLOCK; i++) {
                skip(in, requireLength(WritableUtils.readVInt(in), bytes - in.getPos(), in));
            }
        } else if (in.getPos() < bytes) {
            requireLength(length, bytes - in.getPos() - Integer.BYTES, in);
            requireLength(in.readInt(), length, in);
            skip(in, length);
        }
        return mark;
    }

    private static void skip(FSDataInputStream in, long length) throws IOException {
        in.seek(in.getPos() + length);
    }

    private static int requireLength(int length, long most, FSDataInputStream in) throws IOException {
        if (length < 0) {
            throw new IOException("the length before byte " + in.getPos() + " is " + length);
        }
        if (length > most) {
            throw new EOFException("the length before byte " + in.getPos() + " is " + length + ", but at most "
                    + Math.max(0, most) + " bytes follow");
        }
        return length;
    }
}
