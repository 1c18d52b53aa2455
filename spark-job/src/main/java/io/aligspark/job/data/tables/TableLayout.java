package io.aligspark.job.data.tables;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.files.FirstBytes;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
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
 * Looks for files of a table that Spark would leave out without a word: those in subfolders that are no partitions
 * ({@code name=value}), those beside partitions, and those compressed in a way that is taken for another; and for files
 * of another kind. Driver.
 */
final class TableLayout {
    /** Sources of Spark's that read all files of a folder. Others, such as Delta, have lists of their own. */
    private static final Set<String> SOURCES = Set.of("parquet", "orc", "json", "csv", "text", "avro");

    /** Names that say what is inside; other files are opened. */
    private static final String TELLING = ".*\\.(parquet|orc|avro|json|jsonl|ndjson|csv|tsv|txt|gz|bz2)";

    private final String key;
    private final Path root;
    private final String source;
    private Path outside;
    private Path partition;

    private TableLayout(String key, Path root, String source) {
        this.key = key;
        this.root = root;
        this.source = source;
    }

    /**
     * Checks what a path stands for.
     *
     * @throws DataException if a file would be left out or is of another kind
     */
    static void check(Configuration configuration, String key, Path path, TableOptions table) {
        String source = table.source().toLowerCase(java.util.Locale.ROOT);
        boolean recursive = table.options().stream().anyMatch(option -> option.matches("(?i)recursiveFileLookup=true"));
        if (!SOURCES.contains(source) || recursive) {
            return;
        }
        try {
            FileSystem fileSystem = path.getFileSystem(configuration);
            for (FileStatus match :
                    Optional.ofNullable(fileSystem.globStatus(path)).orElse(new FileStatus[0])) {
                TableLayout layout = new TableLayout(key, match.getPath(), source);
                if (!isVisible(match.getPath().getName())) {
                    continue;
                }
                if (match.isDirectory()) {
                    layout.checkFolder(fileSystem);
                } else {
                    layout.checkFile(fileSystem, match.getPath());
                }
            }
        } catch (IOException e) {
            throw new DataException(key + ": " + path + " cannot be read: " + e, e);
        }
    }

    private void checkFolder(FileSystem fileSystem) throws IOException {
        RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(root, true);
        while (files.hasNext()) {
            LocatedFileStatus file = files.next();
            if (file.getLen() > 0 && isRead(file.getPath())) {
                checkFile(fileSystem, file.getPath());
            }
            if (outside != null && partition != null) {
                throw new DataException(key + ": " + outside + " lies beside partitions such as " + partition
                        + " and would not be read; move it away, or name the partitions by a glob such as " + root
                        + "/*=*");
            }
        }
    }

    /** Whether a file is one of the table's; says where it lies. */
    private boolean isRead(Path file) {
        List<String> names =
                Arrays.asList(root.toUri().relativize(file.toUri()).getPath().split("/"));
        if (!names.stream().allMatch(TableLayout::isVisible)) {
            return false;
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
        return true;
    }

    private void checkFile(FileSystem fileSystem, Path file) throws IOException {
        if (file.getName().matches(TELLING)) {
            return;
        }
        byte[] head;
        try (InputStream in = fileSystem.open(file)) {
            head = in.readNBytes(FirstBytes.COUNT);
        }
        boolean sound = switch (source) {
            // The second: with an encrypted footer.
            case "parquet" -> begins(head, "PAR1") || begins(head, "PARE");
            case "orc" -> begins(head, "ORC");
            case "avro" -> begins(head, "Obj\u0001");
            default -> true;
        };
        if (!sound) {
            throw new DataException(key + ": " + file + TableFault.ANOTHER_KIND);
        }
        if (Set.of("json", "csv", "text").contains(source)) {
            FirstBytes.ofStored(head, file.getName(), true).ifPresent(fault -> {
                throw new DataException(key + ": " + file + " " + fault);
            });
        }
    }

    private static boolean begins(byte[] head, String magic) {
        return new String(head, StandardCharsets.ISO_8859_1).startsWith(magic);
    }

    /** As Spark skips names. */
    static boolean isVisible(String name) {
        return !name.startsWith(".") && (!name.startsWith("_") || name.contains("="));
    }
}
