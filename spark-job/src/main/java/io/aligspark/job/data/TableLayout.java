package io.aligspark.job.data;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * Looks for files in the folder of a table that Spark would leave out without a word: those in subfolders that are no
 * partitions ({@code name=value}), and those beside partitions. Driver.
 */
final class TableLayout {
    /** Sources of Spark's that read all files of a folder. Others, such as Delta, have lists of their own. */
    private static final Set<String> SOURCES = Set.of("parquet", "orc", "json", "csv", "text", "avro");

    private final String key;
    private final Path root;
    private Path outside;
    private Path partition;

    private TableLayout(String key, Path root) {
        this.key = key;
        this.root = root;
    }

    /**
     * Checks what a path stands for.
     *
     * @throws DataException if a file would be left out
     */
    static void check(Configuration configuration, String key, Path path, DataConfig.Table table) {
        String source = table.source().toLowerCase(java.util.Locale.ROOT);
        boolean recursive = table.options().stream().anyMatch(option -> option.matches("(?i)recursiveFileLookup=true"));
        if (!SOURCES.contains(source) || recursive) {
            return;
        }
        try {
            FileSystem fileSystem = path.getFileSystem(configuration);
            for (FileStatus match :
                    Optional.ofNullable(fileSystem.globStatus(path)).orElse(new FileStatus[0])) {
                if (match.isDirectory() && isVisible(match.getPath().getName())) {
                    new TableLayout(key, match.getPath()).check(fileSystem);
                }
            }
        } catch (IOException e) {
            throw new DataException(key + ": " + path + " cannot be read: " + e, e);
        }
    }

    private void check(FileSystem fileSystem) throws IOException {
        RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
        while (files.hasNext()) {
            LocatedFileStatus file = files.next();
            if (file.getLen() > 0) {
                visit(file.getPath());
            }
            if (outside != null && partition != null) {
                throw new DataException(key + ": " + outside + " lies beside partitions such as " + partition
                        + " and would not be read; move it away, or name the partitions by a glob such as " + root
                        + "/*=*");
            }
        }
    }

    private void visit(Path file) {
        List<String> names =
                Arrays.asList(root.toUri().relativize(file.toUri()).getPath().split("/"));
        if (!names.stream().allMatch(TableLayout::isVisible)) {
            return;
        }
        List<String> folders = names.subList(0, names.size() - 1);
        for (String folder : folders) {
            if (!folder.contains("=")) {
                throw new DataException(key + ": " + root + " has a subfolder " + String.join("/", folders)
                        + ", which would not be read; name the files by a glob such as " + root
                        + "/*/*, or call partitions column=value");
            }
        }
        if (folders.isEmpty()) {
            outside = file;
        } else {
            partition = file.getParent();
        }
    }

    /** As Spark skips names. */
    private static boolean isVisible(String name) {
        return !name.startsWith(".") && (!name.startsWith("_") || name.contains("="));
    }
}
