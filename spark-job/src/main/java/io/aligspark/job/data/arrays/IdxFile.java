package io.aligspark.job.data.arrays;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.files.BinaryFile;
import io.aligspark.job.data.files.HadoopConf;
import io.aligspark.job.data.files.InputFiles;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * One IDX file by its header: a magic number, then the sizes, all big-endian, then unsigned bytes.
 *
 * @param sizes {@code [n]} of labels, {@code [n, h, w]} or {@code [n, c, h, w]} of images
 */
record IdxFile(BinaryFile file, List<Integer> sizes) implements Serializable {
    // 00 00, type 08 = unsigned byte, rank.
    private static final int MAGIC_RANK_0 = 0x00000800;

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
        BinaryFile file = BinaryFile.check(configuration, input).get(0);
        try (DataInputStream in = new DataInputStream(file.open(configuration))) {
            IdxFile idx = new IdxFile(file, readSizes(file, in, kind, ranks));
            if (!file.gzip()) {
                idx.requireLength(file.bytes());
            }
            return idx;
        } catch (EOFException e) {
            throw new DataException(
                    input.key() + ": expected IDX " + kind + ", but " + file.path() + " ends within its header", e);
        } catch (IOException e) {
            throw file.unreadable(e);
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

    /** The (decompressed) bytes from a record on; the task closes them. Executor. */
    InputStream open(HadoopConf hadoop, int record) throws IOException {
        return file.open(hadoop, headerBytes(sizes.size()) + (long) record * recordBytes());
    }

    private static List<Integer> readSizes(BinaryFile file, DataInputStream in, String kind, List<Integer> ranks)
            throws IOException {
        int magic = in.readInt();
        int rank = magic - MAGIC_RANK_0;
        if (!ranks.contains(rank)) {
            String expected = String.join(
                    " or ", ranks.stream().map(r -> hex(MAGIC_RANK_0 + r)).toList());
            throw file.fault("expected IDX " + kind + " (magic number " + expected + "), but found " + hex(magic));
        }
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < rank; i++) {
            found.add(in.readInt());
        }
        double bytes = found.stream().mapToDouble(size -> size).skip(1).reduce(1, (a, b) -> a * b);
        if (!found.stream().allMatch(size -> size >= 1) || !(bytes < Integer.MAX_VALUE)) {
            throw file.fault("expected at least one record and sizes >= 1, but the header says " + found);
        }
        return List.copyOf(found);
    }

    private void requireLength(long bytes) {
        long payload = bytes - headerBytes(sizes.size());
        long whole = payload / recordBytes();
        if (whole < count()) {
            throw file.fault("record " + whole + " of " + count() + " (counted from 0) is cut short");
        }
        if (payload > (long) count() * recordBytes()) {
            throw file.fault("expected the end of the file after record " + (count() - 1) + ", but found "
                    + (payload - (long) count() * recordBytes()) + " more bytes");
        }
    }

    private static int headerBytes(int rank) {
        return Integer.BYTES * (1 + rank);
    }

    private static String hex(int magic) {
        return "0x" + HexFormat.of().toHexDigits(magic);
    }
}
