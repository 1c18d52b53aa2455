package io.aligspark.it;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;

/** HDFS as a process of its own; one for all tests, started by the first that asks. */
final class Hdfs {
    private static Hdfs shared;

    private final FileSystem files;

    private Hdfs(URI address) {
        try {
            files = FileSystem.get(address, new Configuration());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one that all tests share; it ends with them. */
    static synchronized Hdfs shared() {
        if (shared == null) {
            Server server = Server.java(Command.CLUSTERS.resolve("hdfs"), HdfsServer.class, "512m");
            shared = new Hdfs(URI.create(
                    server.await(Pattern.compile("serves (hdfs://\\S+)"), 1).group(1)));
        }
        return shared;
    }

    /** Its address, without a slash at the end. */
    String address() {
        return files.getUri().toString();
    }

    /** The full path of a folder or file. */
    String path(String name) {
        return address() + "/" + name;
    }

    /** Copies a local file or folder into a folder, which is made. */
    void put(Path from, String folder) {
        try {
            files.mkdirs(hadoop(folder));
            files.copyFromLocalFile(new org.apache.hadoop.fs.Path(from.toUri()), hadoop(folder));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The text of a file. */
    String read(String name) {
        try (InputStream in = files.open(hadoop(name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Names in a folder; none if there is no folder. */
    List<String> list(String folder) {
        try {
            return !files.exists(hadoop(folder))
                    ? List.of()
                    : Arrays.stream(files.listStatus(hadoop(folder)))
                            .map(FileStatus::getPath)
                            .map(org.apache.hadoop.fs.Path::getName)
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.apache.hadoop.fs.Path hadoop(String name) {
        return new org.apache.hadoop.fs.Path("/" + name);
    }
}
