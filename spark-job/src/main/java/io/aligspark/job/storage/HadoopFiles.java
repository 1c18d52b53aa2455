package io.aligspark.job.storage;

import java.io.BufferedOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.StreamCapabilities;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.io.Text;
import org.apache.hadoop.security.AccessControlException;
import org.apache.hadoop.util.LineReader;

/**
 * A folder or file on any Hadoop file system, with what the driver does there. Names are relative to it; the empty name is
 * the place itself. Above 300 lines, because all that differs between file systems is in here. Driver.
 */
public final class HadoopFiles {
    private static final String INCOMPLETE = ".incomplete";

    /** Of this process's Spark, once it has one. */
    private static volatile Configuration ofSpark;

    private final FileSystem fileSystem;
    private final Path base;

    /** Writes a file's content. */
    @FunctionalInterface
    public interface Writer {
        /** Writes everything; the caller closes the stream. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Is given a line. */
    @FunctionalInterface
    public interface LineConsumer {
        /** Without its end. */
        void read(String line) throws IOException;
    }

    private HadoopFiles(FileSystem fileSystem, Path base) {
        this.fileSystem = fileSystem;
        this.base = base;
    }

    /** From here on, file systems are reached with the settings of a Spark that runs in this process. */
    public static void use(Configuration configuration) {
        ofSpark = configuration;
    }

    private static Configuration configuration() {
        Configuration configuration = ofSpark == null ? new Configuration() : new Configuration(ofSpark);
        // Spark's users set Hadoop's keys as spark.hadoop.*; spark-submit hands them on as system properties.
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("spark.hadoop."))
                .forEach(name -> configuration.set(name.substring("spark.hadoop.".length()), System.getProperty(name)));
        return configuration;
    }

    /** The place at that path; a plain path is one of the default file system. */
    public static HadoopFiles of(String path) {
        try {
            Path base = new Path(path);
            FileSystem fileSystem = base.getFileSystem(configuration());
            // Without the checksum layer: it cannot flush, and litters folders with .crc files.
            FileSystem raw = fileSystem instanceof LocalFileSystem local ? local.getRawFileSystem() : fileSystem;
            return new HadoopFiles(raw, raw.makeQualified(base));
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot reach " + path + ": " + e.getMessage(), e);
        } catch (RuntimeException e) {
            // What Hadoop throws for a class of its configuration that is not there.
            Stream.iterate((Throwable) e, Objects::nonNull, Throwable::getCause)
                    .filter(ClassNotFoundException.class::isInstance)
                    .findFirst()
                    .ifPresent(missing -> {
                        throw new IllegalArgumentException(
                                "cannot reach " + path + ": Spark lacks the connector of its file system ("
                                        + missing.getMessage() + "): add it as docs/clusters.md shows",
                                e);
                    });
            throw new IllegalArgumentException("not a path: \"" + path + "\" (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The text, in UTF-8, of the file of this machine at that path, where it names no file system and there is such a file,
     * without starting Hadoop; else of the file as {@link #of} finds it; empty if there is none.
     */
    public static Optional<String> textOf(String path) {
        File local = new File(path);
        if (!local.isFile()) {
            HadoopFiles file = of(path);
            return file.isFile("") ? Optional.of(file.readText("")) : Optional.empty();
        }
        try {
            return Optional.of(new String(Files.readAllBytes(local.toPath()), StandardCharsets.UTF_8));
        } catch (AccessDeniedException e) {
            throw new IllegalArgumentException("cannot read " + local.getAbsolutePath() + ": no permission", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read " + local.getAbsolutePath() + ": " + e.getMessage(), e);
        }
    }

    /** A place below this one. */
    public HadoopFiles in(String folder) {
        return new HadoopFiles(fileSystem, path(folder));
    }

    /** Whether it lies on a disk of this machine, or one that is mounted as such. */
    public boolean isLocal() {
        return base.toUri().getScheme().equals("file");
    }

    /** The path for people: without the scheme where it is local. */
    public String describe(String name) {
        Path path = path(name);
        return path.toUri().getScheme().equals("file") ? path.toUri().getPath() : path.toString();
    }

    /** Whether a file or folder of that name exists. */
    public boolean exists(String name) {
        return attempt("look for", name, () -> fileSystem.exists(path(name)));
    }

    /** Whether a file of that name exists. */
    public boolean isFile(String name) {
        return attempt(
                "look for",
                name,
                () -> fileSystem.exists(path(name))
                        && fileSystem.getFileStatus(path(name)).isFile());
    }

    /** Names in this folder, sorted; empty if there is no folder. */
    public List<String> list() {
        return attempt(
                "list",
                "",
                () -> !fileSystem.exists(base)
                        ? List.of()
                        : Arrays.stream(fileSystem.listStatus(base))
                                .map(FileStatus::getPath)
                                .map(Path::getName)
                                .sorted()
                                .toList());
    }

    /** The content of a text file in UTF-8. */
    public String readText(String name) {
        return attempt("read", name, () -> {
            try (InputStream in = fileSystem.open(path(name))) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        });
    }

    /**
     * Hands on each line of a text file in UTF-8 that has an end: the last of a process that was killed may be cut.
     *
     * @param lines may throw; one line at a time is in memory
     */
    public void forEachLine(String name, LineConsumer lines) {
        attempt("read", name, () -> {
            try (LineReader reader = new LineReader(fileSystem.open(path(name)), 1 << 16)) {
                Text line = new Text();
                // The end of a line is among the bytes taken.
                while (reader.readLine(line) > line.getLength()) {
                    lines.read(line.toString());
                }
                return null;
            }
        });
    }

    /** Opens a file. */
    public InputStream open(String name) {
        return attempt("read", name, () -> fileSystem.open(path(name)));
    }

    /** Number of bytes of a file. */
    public long length(String name) {
        return attempt("read", name, () -> fileSystem.getFileStatus(path(name)).getLen());
    }

    /** Writes a file under a temporary name and renames it: a reader sees all of it or nothing. */
    public void writeAtomically(String name, Writer writer) {
        attempt("write", name, () -> {
            Path temporary = path(name + INCOMPLETE);
            try {
                try (FSDataOutputStream file = fileSystem.create(temporary, true);
                        OutputStream out = new BufferedOutputStream(file, 1 << 20)) {
                    writer.writeTo(out);
                    out.flush();
                    if (file.hasCapability(StreamCapabilities.HSYNC)) {
                        // Else, after a power cut, the new name might stand for an empty file.
                        file.hsync();
                    }
                }
                replace(temporary, path(name));
            } catch (IOException | RuntimeException | FSError e) {
                deleteQuietly(temporary);
                throw e;
            }
            return null;
        });
    }

    /** Deletes what processes that died have begun to write in this folder. */
    void deleteIncomplete() {
        list().stream().filter(name -> name.endsWith(INCOMPLETE)).forEach(this::delete);
    }

    /** A file system that fails may fail again; the first failure is what people are told. */
    private void deleteQuietly(Path file) {
        try {
            fileSystem.delete(file, false);
        } catch (IOException | FSError e) {
            // Left behind.
        }
    }

    /** Renames over an existing file, in one step wherever the file system can. */
    private void replace(Path temporary, Path target) throws IOException {
        if (fileSystem instanceof RawLocalFileSystem local) {
            Files.move(
                    local.pathToFile(temporary).toPath(),
                    local.pathToFile(target).toPath(),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
            return;
        }
        try {
            FileContext.getFileContext(fileSystem.getUri(), fileSystem.getConf())
                    .rename(temporary, target, Options.Rename.OVERWRITE);
        } catch (UnsupportedFileSystemException e) {
            fileSystem.delete(target, false);
            if (!fileSystem.rename(temporary, target)) {
                throw new IOException("cannot rename " + temporary, e);
            }
        }
    }

    /** Opens a file that grows, behind what it holds. */
    public FSDataOutputStream append(String name) {
        return attempt("write", name, () -> {
            try {
                return fileSystem.append(path(name));
            } catch (UnsupportedOperationException e) {
                // Object stores cannot append: written anew.
                String before = readText(name);
                FSDataOutputStream out = fileSystem.create(path(name), true);
                out.write(before.getBytes(StandardCharsets.UTF_8));
                return out;
            }
        });
    }

    /**
     * Writes a small file if there is none of that name; of several processes that try, one does.
     *
     * @return whether it was this one
     */
    public boolean createNew(String name, String text) {
        return attempt("write", name, () -> {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            try {
                if (fileSystem instanceof RawLocalFileSystem local) {
                    // Hadoop's looks first and writes then.
                    Files.write(local.pathToFile(path(name)).toPath(), bytes, StandardOpenOption.CREATE_NEW);
                } else {
                    try (OutputStream out = fileSystem.create(path(name), false)) {
                        out.write(bytes);
                    }
                }
                return true;
            } catch (FileAlreadyExistsException | java.nio.file.FileAlreadyExistsException e) {
                return false;
            }
        });
    }

    /**
     * Makes this folder, and those above it.
     *
     * @return those that were not there, the innermost first
     */
    public List<HadoopFiles> makeFolder() {
        return attempt("make", "", () -> {
            List<HadoopFiles> missing = new ArrayList<>();
            for (Path folder = base; folder != null && !fileSystem.exists(folder); folder = folder.getParent()) {
                missing.add(new HadoopFiles(fileSystem, folder));
            }
            fileSystem.mkdirs(base);
            return missing;
        });
    }

    /** Deletes a file or a folder with everything in it. */
    public void delete(String name) {
        attempt("delete", name, () -> fileSystem.delete(path(name), true));
    }

    private Path path(String name) {
        return name.isEmpty() ? base : new Path(base, name);
    }

    @FunctionalInterface
    private interface Action<T> {
        T run() throws IOException;
    }

    private <T> T attempt(String verb, String name, Action<T> action) {
        try {
            return action.run();
        } catch (AccessControlException e) {
            throw new IllegalArgumentException("cannot " + verb + " " + describe(name) + ": no permission", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot " + verb + " " + describe(name) + ": " + e.getMessage(), e);
        } catch (FSError e) {
            // Hadoop's way to say that a local disk is full or broken: an Error.
            throw new IllegalArgumentException(
                    "cannot " + verb + " " + describe(name) + ": "
                            + e.getCause().getMessage(),
                    e);
        }
    }
}
