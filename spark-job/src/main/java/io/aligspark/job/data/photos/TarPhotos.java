package io.aligspark.job.data.photos;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.files.PhotoName;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;

/**
 * Walks through the photos of a range of a tar archive, and of the tar archives in it: those are one per class, as
 * ImageNet has them. Executor.
 */
final class TarPhotos implements Closeable {
    /** Of a photo. */
    static final int MAX_BYTES = 1 << 28;

    private static final int BLOCK = 512;

    private final String archive;
    private final TarStream stream;
    private final TarArchiveInputStream outer;
    private final boolean toTheEnd;
    private TarArchiveInputStream inner;
    private String innerName;
    private TarArchiveEntry entry;
    private PhotoName name;
    private long start;
    private long end;

    /**
     * Opens a range of whole entries.
     *
     * @param end of the range; the largest integer stands for the end of the archive
     */
    TarPhotos(Configuration configuration, Path file, long start, long end) throws IOException {
        archive = PhotoName.ofArchive(file.getName());
        stream = TarStream.open(configuration, file, start, end);
        outer = new TarArchiveInputStream(stream);
        toTheEnd = end == Long.MAX_VALUE;
        this.end = start;
    }

    boolean isCompressed() {
        return stream.isCompressed();
    }

    /** Position in the outer archive where its current entry begins, with all its headers. */
    long start() {
        return start;
    }

    /** Position where the next entry begins. */
    long end() {
        return end;
    }

    /**
     * Goes to the next photo, or with {@code into} false to the next photo or archive.
     *
     * @return its name, or null at the end
     * @throws IOException if the archive is damaged
     * @throws IllegalArgumentException if an entry is none that may be in it
     */
    PhotoName next(boolean into) throws IOException {
        while (true) {
            if (inner != null) {
                entry = inner.getNextTarEntry();
                if (entry == null) {
                    inner = null;
                    continue;
                }
                requireChecksum(inner.getBytesRead());
            } else {
                start = end;
                entry = outer.getNextTarEntry();
                if (entry == null) {
                    requireEnd();
                    return null;
                }
                requireChecksum(start);
                end = stream.position() + (entry.getSize() + BLOCK - 1) / BLOCK * BLOCK;
            }
            if (entry.isDirectory()) {
                continue;
            }
            if (entry.isLink()
                    || entry.isSymbolicLink()
                    || entry.isSparse()
                    || !outerOrInner().canReadEntryData(entry)) {
                throw new IllegalArgumentException(
                        "expected files, but " + DataException.quote(entry.getName()) + " is a link or sparse");
            }
            requireNoPairs();
            name = inner == null
                    ? PhotoName.of(entry.getName(), archive)
                    : new PhotoName(
                            innerName, PhotoName.of(entry.getName(), innerName).file());
            boolean besideFolders = inner == null && entry.getName().indexOf('/') < 0 && !name.looksLikePhoto();
            if (!entry.isFile() || name.isHidden() || (besideFolders && !name.isTar())) {
                continue;
            }
            if (inner != null || !name.isTar()) {
                return name;
            }
            innerName = PhotoName.ofArchive(name.file());
            if (!into) {
                return new PhotoName(innerName, name.file());
            }
            inner = new TarArchiveInputStream(outer);
        }
    }

    /** The entry's path, for messages. */
    String path() {
        return (inner == null ? "" : innerName + ".tar/") + entry.getName();
    }

    /**
     * The current photo's file.
     *
     * @throws IOException if the archive ends within it
     * @throws IllegalArgumentException if it is too large to be one
     */
    byte[] bytes() throws IOException {
        if (entry.getSize() > MAX_BYTES) {
            throw new IllegalArgumentException("expected a photo of at most " + MAX_BYTES + " bytes, but "
                    + DataException.quote(entry.getName()) + " has " + entry.getSize());
        }
        InputStream in = outerOrInner();
        byte[] file = in.readNBytes((int) entry.getSize());
        if (file.length < entry.getSize()) {
            throw new IOException("it ends within " + entry.getName());
        }
        return file;
    }

    private TarArchiveInputStream outerOrInner() {
        return inner == null ? outer : inner;
    }

    /** Pairs of a photo and what is said of it have other names for the same. */
    private void requireNoPairs() {
        if (entry.getName().endsWith(".cls")) {
            throw new IllegalArgumentException("the class of a photo stands in a file beside it ("
                    + DataException.quote(entry.getName())
                    + "), as WebDataset has it, which is not read: expected a folder, or an archive, for each class");
        }
    }

    private void requireChecksum(long at) throws IOException {
        if (!entry.isCheckSumOK()) {
            throw new IOException("it is damaged: the header at byte " + at + " does not match its checksum");
        }
    }

    // An archive ends with blocks of zeros. One that was cut between two entries has none.
    private void requireEnd() throws IOException {
        if (toTheEnd && stream.position() < end + BLOCK) {
            throw new IOException("it is cut short: it does not end as an archive does");
        }
    }

    @Override
    public void close() throws IOException {
        outer.close();
    }
}
