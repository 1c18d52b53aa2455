package io.aligspark.job.fetch;

import io.aligspark.job.fetch.Dataset.RemoteFile;
import io.aligspark.job.storage.HadoopFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

/** Brings the files of a data set to a folder: downloads into a local one, checks, unpacks, places. Driver. */
public final class Fetch {
    private final HadoopFiles folder;
    private final Path downloads;
    private final Duration pause;
    private final boolean terminal;
    private final PrintStream out;

    /**
     * To a folder.
     *
     * @param folder of the data, on any Hadoop file system
     * @param downloads local folder of what is not yet complete
     * @param pause before a download that was cut is tried again
     * @param terminal whether a line can be drawn again
     */
    public Fetch(HadoopFiles folder, Path downloads, Duration pause, boolean terminal, PrintStream out) {
        this.folder = folder;
        this.downloads = downloads;
        this.pause = pause;
        this.terminal = terminal;
        this.out = out;
    }

    /**
     * Fetches what is not there.
     *
     * @throws IllegalArgumentException if a file cannot be downloaded, or is not what it should be
     */
    public void run(List<RemoteFile> files) {
        for (RemoteFile file : files) {
            List<String> places = file.places().isEmpty() ? List.of(file.name()) : file.places();
            if (places.stream().allMatch(folder::isFile)) {
                out.println(file.name() + " is there");
                continue;
            }
            fetch(file);
        }
    }

    private void fetch(RemoteFile file) {
        try {
            Files.createDirectories(downloads);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot make " + downloads + ": " + e.getMessage(), e);
        }
        // With its checksum, so that what is left of another version is not taken for a part of this.
        Path local = downloads.resolve(file.checksum().substring(0, 8) + "-" + file.name());
        out.println(file.name() + " from " + file.home());
        DownloadProgress progress = new DownloadProgress(file.name(), terminal, out);
        new Download(pause, progress::show).complete(file.home(), local);
        progress.end();
        String found = checksum(file, local);
        if (!found.equalsIgnoreCase(file.checksum())) {
            delete(local);
            throw new IllegalArgumentException(
                    file.home() + ": expected " + file.algorithm() + " " + file.checksum() + ", but found " + found
                            + "; the download was deleted: fetch again, or give another source with --from");
        }
        folder.makeFolder();
        if (file.places().isEmpty()) {
            folder.writeAtomically(file.name(), to -> Files.copy(local, to));
        } else {
            Extraction.run(local, file.name(), file.places(), folder);
        }
        delete(local);
    }

    private static String checksum(RemoteFile file, Path local) {
        try (InputStream in = Files.newInputStream(local)) {
            MessageDigest digest = MessageDigest.getInstance(file.algorithm());
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void delete(Path local) {
        try {
            Files.deleteIfExists(local);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
