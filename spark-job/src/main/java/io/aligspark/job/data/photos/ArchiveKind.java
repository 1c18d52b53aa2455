package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/** What photos may lie in. */
enum ArchiveKind {
    /** A tar archive, raw or gzip. */
    TAR,
    /** A SequenceFile of Hadoop. */
    SEQUENCE_FILE;

    private static final byte[] SEQUENCE = {'S', 'E', 'Q'};
    private static final int HEADER_BYTES = 512;

    /**
     * By the first bytes. Driver.
     *
     * @throws DataException if the file is neither
     */
    static ArchiveKind of(Configuration configuration, String key, Path file) {
        byte[] header;
        try (InputStream in = TarStream.open(configuration, file, 0, HEADER_BYTES)) {
            header = in.readNBytes(HEADER_BYTES);
        } catch (IOException e) {
            throw new DataException(key + ": " + file + " cannot be read: " + e, e);
        }
        if (header.length >= SEQUENCE.length && Arrays.equals(Arrays.copyOf(header, SEQUENCE.length), SEQUENCE)) {
            return SEQUENCE_FILE;
        }
        if (TarArchiveInputStream.matches(header, header.length)) {
            return TAR;
        }
        throw new DataException(key + ": " + file + " is neither a tar archive nor a SequenceFile; expected those, or a"
                + " folder with a subfolder of images per class");
    }
}
