package io.aligspark.job.fetch;

import io.aligspark.job.storage.HadoopFiles;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Takes files out of a zip or tar.gz archive: only those that are wanted, by their names without folders. An archive with
 * an entry that would lie outside is refused, and it expands to a bounded size.
 */
final class Extraction {
    private static final long MAX_EXPANSION = 20;
    private static final long FREE_EXPANSION = 1 << 20;

    private final Path archive;
    private final HadoopFiles folder;
    private final Set<String> missing;
    private final List<String> places;
    private long left;

    private Extraction(Path archive, List<String> places, HadoopFiles folder) throws IOException {
        this.archive = archive;
        this.folder = folder;
        this.places = places;
        missing = new HashSet<>(places);
        left = MAX_EXPANSION * Files.size(archive) + FREE_EXPANSION;
    }

    /**
     * Places files.
     *
     * @param name of the archive, whose end tells its kind
     * @throws IllegalArgumentException if the archive is damaged, unsafe or does not hold them
     */
    static void run(Path archive, String name, List<String> places, HadoopFiles folder) {
        try {
            Extraction extraction = new Extraction(archive, places, folder);
            if (name.endsWith(".zip")) {
                extraction.zip();
            } else {
                extraction.tar();
            }
            if (!extraction.missing.isEmpty()) {
                throw new IOException("it does not hold "
                        + extraction.missing.stream().sorted().toList());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(name + " cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private void zip() throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile())) {
            Enumeration<? extends ZipEntry> entries = zip.entries();
            while (entries.hasMoreElements()) {
                requireInside(entries.nextElement().getName());
            }
            entries = zip.entries();
            while (entries.hasMoreElements()) {
                ZipEntry entry = entries.nextElement();
                if (isWanted(entry.getName())) {
                    try (InputStream in = zip.getInputStream(entry)) {
                        place(entry.getName(), in);
                    }
                }
            }
        }
    }

    private void tar() throws IOException {
        // First the names: nothing is placed of an archive that is refused.
        try (TarArchiveInputStream tar = openTar()) {
            for (TarArchiveEntry entry = tar.getNextTarEntry(); entry != null; entry = tar.getNextTarEntry()) {
                requireInside(entry.getName());
                use(entry.getSize());
            }
        }
        left = MAX_EXPANSION * Files.size(archive) + FREE_EXPANSION;
        try (TarArchiveInputStream tar = openTar()) {
            for (TarArchiveEntry entry = tar.getNextTarEntry(); entry != null; entry = tar.getNextTarEntry()) {
                boolean file = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
                if (file && isWanted(entry.getName())) {
                    place(entry.getName(), tar);
                }
            }
        }
    }

    private TarArchiveInputStream openTar() throws IOException {
        return new TarArchiveInputStream(
                new GZIPInputStream(new BufferedInputStream(Files.newInputStream(archive)), 1 << 16));
    }

    private boolean isWanted(String entry) {
        return places.contains(base(entry));
    }

    private static String base(String entry) {
        return entry.substring(entry.lastIndexOf('/') + 1);
    }

    private void place(String entry, InputStream in) throws IOException {
        if (!missing.remove(base(entry))) {
            throw new IOException("it holds " + base(entry) + " twice");
        }
        folder.writeAtomically(base(entry), out -> copy(in, out));
    }

    private void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            use(read);
            out.write(buffer, 0, read);
        }
    }

    private void use(long bytes) throws IOException {
        left -= bytes;
        if (left < 0) {
            throw new IOException("it expands to more than " + MAX_EXPANSION + " times its size");
        }
    }

    private static void requireInside(String entry) throws IOException {
        boolean outside = entry.startsWith("/")
                || entry.indexOf('\\') >= 0
                || List.of(entry.split("/")).contains("..");
        if (outside) {
            throw new IOException("its entry \"" + entry + "\" leads out of it");
        }
    }
}
