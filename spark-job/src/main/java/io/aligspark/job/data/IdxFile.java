package io.aligspark.job.data;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.Path;

/**
 * One IDX file by its header: a magic number, then the sizes, all big-endian, then unsigned bytes.
 *
 * @param key config key of the path
 * @param gzip whether it is compressed, by its first bytes
 * @param sizes {@code [n]} of labels, {@code [n, h, w]} or {@code [n, c, h, w]} of images
 */
record IdxFile(String key, Path path, boolean gzip, List<Integer> sizes) implements Serializable {
    // 00 00, type 08 = unsigned byte, rank.
    private static final int MAGIC_RANK_0 = 0x00000800;
    private static final int GZIP_MAGIC = 0x1f8b;
    private static final int BUFFER_BYTES = 1 << 16;

    /**
     * Reads the header. Driver.
     *
     * @param kind of the content, for messages
     * @param ranks numbers of dimensions that are possible
     * @throws DataException if the file is missing, empty or no such IDX file, or a raw one is too short or too long
     */
    static IdxFile check(Configuration configuration, InputFiles input, String kind, List<Integer> ranks) {
        if (input.files().size() != 1) {
            throw new DataException(input.key() + ": expected one IDX file, but " + input.path() + " stands for "
                    + input.files().size());
        }
        Path path = input.files().get(0);
        try (DataInputStream in =
                new DataInputStream(path.getFileSystem(configuration).open(path))) {
            boolean gzip = in.readUnsignedShort() == GZIP_MAGIC;
            IdxFile file = new IdxFile(input.key(), path, gzip, List.of());
            file = file.readSizes(configuration, kind, ranks);
            if (!gzip) {
                file.requireLength(input.bytes());
            }
            return file;
        } catch (EOFException e) {
            throw new DataException(
                    input.key() + ": expected IDX " + kind + ", but " + path + " ends within its header", e);
        } catch (IOException e) {
            throw new DataException(input.key() + ": " + path + " cannot be read: " + e, e);
        }
    }

    int count() {
        return sizes.get(0);
    }

    /** Sizes of one record. */
    List<Integer> recordSizes() {
        return sizes.subList(1, sizes.size());
    }

    int recordBytes() {
        return recordSizes().stream().reduce(1, Math::multiplyExact);
    }

    /** Opens the file at its start. Driver or executor. */
    FSDataInputStream open(Configuration configuration) throws IOException {
        return path.getFileSystem(configuration).open(path);
    }

    /** The (decompressed) bytes from a record on, of a stream at the start of the file, which the caller closes. */
    InputStream skipTo(int record, FSDataInputStream raw) throws IOException {
        long start = headerBytes(sizes.size()) + (long) record * recordBytes();
        if (gzip) {
            InputStream in = new GZIPInputStream(raw, BUFFER_BYTES);
            in.skipNBytes(start);
            return in;
        }
        raw.seek(start);
        return new BufferedInputStream(raw, BUFFER_BYTES);
    }

    DataException fault(String what) {
        return new DataException(key + ": " + path + ": " + what);
    }

    private IdxFile readSizes(Configuration configuration, String kind, List<Integer> ranks) throws IOException {
        try (InputStream file = open(configuration);
                DataInputStream in = new DataInputStream(gzip ? new GZIPInputStream(file) : file)) {
            int magic = in.readInt();
            int rank = magic - MAGIC_RANK_0;
            if (!ranks.contains(rank)) {
                String expected = String.join(
                        " or ", ranks.stream().map(r -> hex(MAGIC_RANK_0 + r)).toList());
                throw fault("expected IDX " + kind + " (magic number " + expected + "), but found " + hex(magic));
            }
            List<Integer> found = new ArrayList<>();
            for (int i = 0; i < rank; i++) {
                found.add(in.readInt());
            }
            double bytes = found.stream().mapToDouble(size -> size).skip(1).reduce(1, (a, b) -> a * b);
            if (!found.stream().allMatch(size -> size >= 1) || !(bytes < Integer.MAX_VALUE)) {
                throw fault("expected at least one record and sizes >= 1, but the header says " + found);
            }
            return new IdxFile(key, path, gzip, List.copyOf(found));
        }
    }

    private void requireLength(long bytes) {
        long payload = bytes - headerBytes(sizes.size());
        long whole = payload / recordBytes();
        if (whole < count()) {
            throw fault("record " + whole + " of " + count() + " (counted from 0) is cut short");
        }
        if (payload > (long) count() * recordBytes()) {
            throw fault("expected the end of the file after record " + (count() - 1) + ", but found "
                    + (payload - (long) count() * recordBytes()) + " more bytes");
        }
    }

    private static int headerBytes(int rank) {
        return Integer.BYTES * (1 + rank);
    }

    private static String hex(int magic) {
        return String.format("0x%08x", magic);
    }
}
