package io.aligspark.job.storage;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files under a scheme of their own, as on a file system that cannot be written at times. */
public final class FailingFileSystem extends RawLocalFileSystem {
    private static final String SCHEME = "failing";
    private static final String CLASS = "spark.hadoop.fs." + SCHEME + ".impl";
    private static volatile boolean failing;

    /** For {@link HadoopFiles}. */
    public static void register() {
        System.setProperty(CLASS, FailingFileSystem.class.getName());
        failing = false;
    }

    /** Takes it back. */
    public static void unregister() {
        System.clearProperty(CLASS);
        failing = false;
    }

    /** The path of a local folder on it. */
    public static String path(Path folder) {
        return SCHEME + "://" + folder;
    }

    /** Whether writing fails from now on. */
    public static void fail(boolean now) {
        failing = now;
    }

    @Override
    public URI getUri() {
        return URI.create(SCHEME + ":///");
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    private static void check() throws IOException {
        if (failing) {
            throw new IOException("away");
        }
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path file,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return failing(super.create(file, permission, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream create(
            org.apache.hadoop.fs.Path file,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        return failing(super.create(file, overwrite, bufferSize, replication, blockSize, progress));
    }

    @Override
    public FSDataOutputStream append(org.apache.hadoop.fs.Path file, int bufferSize, Progressable progress)
            throws IOException {
        return failing(super.append(file, bufferSize, progress));
    }

    private static FSDataOutputStream failing(FSDataOutputStream out) throws IOException {
        check();
        return new FSDataOutputStream(out, null) {
            @Override
            public void hflush() throws IOException {
                check();
                super.hflush();
            }
        };
    }
}
