package io.aligspark.job.data.files;

import io.aligspark.job.data.DataException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * The files behind a configured path. A little above 300 lines, because all rules of what is listed are in here.
 *
 * @param key config key of the path
 * @param path the configured path (file, folder or glob), made absolute
 * @param files the files in the order of their names, not empty
 * @param bytes their size together
 */
public record InputFiles(String key, Path path, List<Path> files, long bytes) implements Serializable {
    private static final int MAX_FILES = 1 << 20;

    // Files in the upper 20 bits, places (bytes: up to 8 TiB) in the lower 43: no two samples can share an id.
    private static final int PLACE_BITS = 43;

    // Path components only: the order must not depend on the file system or host.
    private static final Comparator<FileStatus> BY_NAME =
            Comparator.comparing(status -> status.getPath().toUri().getPath());

    /** Id of the sample at a place, a byte offset or a number, in a file of the list. */
    public static long id(int fileIndex, long place) {
        return ((long) fileIndex << PLACE_BITS) + place;
    }

    /**
     * Lists what a path stands for, by the rules of Spark and Hadoop: names starting with _ or . are skipped. Driver.
     *
     * @throws DataException if there is nothing to read
     */
    public static InputFiles find(Configuration configuration, String key, String root, String path) {
        return resolve(
                configuration, key, root, path, (fileSystem, found) -> of(key, found, list(fileSystem, key, found)));
    }

    /**
     * A path, made absolute, at which there must be something. Driver.
     *
     * @throws DataException if there is nothing
     */
    public static Path requireAny(Configuration configuration, String key, String root, String path) {
        return resolve(configuration, key, root, path, (fileSystem, found) -> {
            matches(fileSystem, key, found);
            return found;
        });
    }

    /**
     * The files of a folder, whose name is taken literally. Driver or executor.
     *
     * @throws DataException if there is nothing to read
     */
    static InputFiles ofFolder(Configuration configuration, String key, Path folder) {
        try {
            return of(key, folder, inFolder(folder.getFileSystem(configuration), key, folder));
        } catch (IOException e) {
            throw new DataException(key + ": " + folder + " cannot be read: " + e, e);
        }
    }

    /**
     * What lies in the folder of a class: its files, whose names may begin with an underscore, and links that lead nowhere,
     * which Hadoop does not list; those that are nobody's photos apart. The folder's name is taken literally. Executor.
     *
     * @throws DataException if there is nothing to read, or a subfolder
     */
    public static ClassFolder ofClass(Configuration configuration, String key, Path folder) {
        try {
            FileSystem fileSystem = folder.getFileSystem(configuration);
            List<FileStatus> found = new ArrayList<>();
            List<String> hidden = new ArrayList<>();
            Set<String> names = new TreeSet<>();
            for (FileStatus child : fileSystem.listStatus(folder)) {
                String name = child.getPath().getName();
                names.add(name);
                if (PhotoName.isHidden(name)) {
                    hidden.add(name);
                } else {
                    requireFile(key, folder, child);
                    found.add(child);
                }
            }
            List<Path> broken = brokenLinks(fileSystem, folder, names);
            List<Path> files = Stream.concat(found.stream().map(FileStatus::getPath), broken.stream())
                    .sorted(Comparator.comparing(path -> path.toUri().getPath()))
                    .toList();
            if (files.isEmpty() || files.size() > MAX_FILES) {
                throw new DataException(key + ": " + folder + " holds " + files.size()
                        + " files; expected at least one, and at most " + MAX_FILES);
            }
            return new ClassFolder(files, hidden);
        } catch (IOException e) {
            throw new DataException(key + ": " + folder + " cannot be read: " + e, e);
        }
    }

    /**
     * The content of a folder of a class.
     *
     * @param files in the order of their names
     * @param hidden names of what is left out
     */
    public record ClassFolder(List<Path> files, List<String> hidden) {}

    private static List<Path> brokenLinks(FileSystem fileSystem, Path folder, Set<String> names) {
        File local = fileSystem.getUri().getScheme().equals("file")
                ? new File(folder.toUri().getPath())
                : new File("");
        String[] all = local.list();
        return all == null
                ? List.of()
                : Stream.of(all)
                        .filter(name -> !names.contains(name) && !PhotoName.isHidden(name))
                        .map(name -> new Path(folder, new Path(null, null, name)))
                        .toList();
    }

    /** Looks into the first folder alone: a data set may have many, with many files. */
    private static void requireClasses(FileSystem fileSystem, String key, Path folder, List<Path> folders)
            throws IOException {
        RemoteIterator<FileStatus> content = fileSystem.listStatusIterator(folders.get(0));
        FileStatus first = null;
        while (content.hasNext()
                && (first == null || PhotoName.isHidden(first.getPath().getName()))) {
            first = content.next();
        }
        if (first != null
                && first.isDirectory()
                && !PhotoName.isHidden(first.getPath().getName())) {
            String wanted = key.startsWith("data.test") ? "(test|val).*" : "train.*";
            Path meant = folders.stream()
                    .filter(path -> path.getName().toLowerCase(Locale.ROOT).matches(wanted))
                    .findFirst()
                    .orElse(folders.get(0));
            throw new DataException(key + ": " + folder
                    + " holds no folders of photos, but folders of folders: name the one" + " that holds the classes, "
                    + key + "=" + meant.toUri().getPath());
        }
    }

    private static void requireFile(String key, Path folder, FileStatus child) {
        if (!child.isFile()) {
            throw new DataException(key + ": " + folder + ", the folder of a class, has a subfolder "
                    + child.getPath().getName() + ", which would not be read");
        }
    }

    /** Opens a file without the layer of checksums, which cannot name those of all files. */
    public static InputStream open(Configuration configuration, Path path) throws IOException {
        FileSystem fileSystem = path.getFileSystem(configuration);
        return (fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem).open(path);
    }

    /**
     * The subfolders of a folder in the order of their names; files beside them are skipped. Driver.
     *
     * @throws DataException if there is none
     */
    public static List<Path> folders(Configuration configuration, String key, String root, String path) {
        return resolve(configuration, key, root, path, (fileSystem, folder) -> {
            if (!fileSystem.exists(folder)) {
                throw new DataException(key + ": no folder at " + folder + "; check this path and data.root");
            }
            List<Path> folders = Arrays.stream(fileSystem.listStatus(folder, InputFiles::isVisible))
                    .filter(FileStatus::isDirectory)
                    .sorted(BY_NAME)
                    .map(FileStatus::getPath)
                    .toList();
            if (folders.isEmpty()) {
                throw new DataException(key + ": " + folder + " has no subfolders; expected one per class");
            }
            requireClasses(fileSystem, key, folder, folders);
            return folders;
        });
    }

    /**
     * Lists what a path stands for unless that is nothing, or a folder that is empty or has subfolders. Driver.
     *
     * @throws DataException if the files are empty
     */
    public static Optional<InputFiles> unlessFolders(
            Configuration configuration, String key, String root, String path) {
        return resolve(configuration, key, root, path, (fileSystem, found) -> {
            FileStatus[] matches = fileSystem.globStatus(found, InputFiles::isVisible);
            if (matches == null || matches.length == 0) {
                return Optional.empty();
            }
            if (matches.length == 1 && matches[0].isDirectory()) {
                FileStatus[] children = fileSystem.listStatus(matches[0].getPath(), InputFiles::isVisible);
                if (children.length == 0 || Arrays.stream(children).anyMatch(FileStatus::isDirectory)) {
                    return Optional.empty();
                }
            }
            return Optional.of(of(key, found, list(fileSystem, key, found)));
        });
    }

    /** Bytes of everything at a path. Driver. */
    public static long storedBytes(Configuration configuration, String key, String root, String path) {
        return resolve(configuration, key, root, path, (fileSystem, found) -> {
            FileStatus[] matches = fileSystem.globStatus(found, InputFiles::isVisible);
            // A name may be meant literally, such as that of a folder of images.
            List<Path> paths = matches == null || matches.length == 0
                    ? List.of(found)
                    : Arrays.stream(matches).map(FileStatus::getPath).toList();
            long bytes = 0;
            for (Path each : paths) {
                bytes += fileSystem.getContentSummary(each).getLength();
            }
            return bytes;
        });
    }

    @FunctionalInterface
    private interface Listing<T> {
        T of(FileSystem fileSystem, Path path) throws IOException;
    }

    private static <T> T resolve(
            Configuration configuration, String key, String root, String path, Listing<T> listing) {
        try {
            Path given = new Path(path);
            Path resolved = root.isBlank() || given.isAbsolute() ? given : new Path(new Path(root), given);
            FileSystem fileSystem = resolved.getFileSystem(configuration);
            return listing.of(
                    fileSystem, resolved.makeQualified(fileSystem.getUri(), fileSystem.getWorkingDirectory()));
        } catch (IOException e) {
            throw new DataException(key + ": " + path + " cannot be read: " + e, e);
        } catch (DataException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new DataException(key + ": " + path + " is not a path: " + e.getMessage(), e);
        }
    }

    private static InputFiles of(String key, Path path, List<FileStatus> statuses) {
        long bytes = statuses.stream().mapToLong(FileStatus::getLen).sum();
        if (bytes == 0) {
            String what = statuses.isEmpty() ? "is an empty folder" : "is empty";
            throw new DataException(key + ": " + path + " " + what + "; expected at least one sample");
        }
        if (statuses.size() > MAX_FILES) {
            throw new DataException(
                    key + ": " + path + " holds " + statuses.size() + " files; expected at most " + MAX_FILES);
        }
        List<Path> files =
                statuses.stream().sorted(BY_NAME).map(FileStatus::getPath).toList();
        return new InputFiles(key, path, files, bytes);
    }

    private static List<FileStatus> list(FileSystem fileSystem, String key, Path path) throws IOException {
        List<FileStatus> files = new ArrayList<>();
        for (FileStatus match : matches(fileSystem, key, path)) {
            if (match.isFile()) {
                files.add(match);
                continue;
            }
            files.addAll(inFolder(fileSystem, key, match.getPath()));
        }
        return files;
    }

    private static FileStatus[] matches(FileSystem fileSystem, String key, Path path) throws IOException {
        FileStatus[] matches = fileSystem.globStatus(path, InputFiles::isVisible);
        if (matches == null || matches.length == 0) {
            throw new DataException(key + ": no file at " + path
                    + "; check this path and data.root (names starting with _ or . are skipped)");
        }
        return matches;
    }

    private static List<FileStatus> inFolder(FileSystem fileSystem, String key, Path folder) throws IOException {
        FileStatus[] children = fileSystem.listStatus(folder, InputFiles::isVisible);
        for (FileStatus child : children) {
            if (!child.isFile()) {
                throw new DataException(key + ": " + folder + " has a subfolder "
                        + child.getPath().getName() + ", which would not be read; name the files by a glob such as "
                        + folder + "/*/*");
            }
        }
        return List.of(children);
    }

    private static boolean isVisible(Path path) {
        return !path.getName().startsWith("_") && !path.getName().startsWith(".");
    }
}
