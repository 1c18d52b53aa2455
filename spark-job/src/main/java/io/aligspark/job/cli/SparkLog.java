package io.aligspark.job.cli;

import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The file that {@code conf/log4j2-terminal.properties} writes Spark's own messages to, since they are not for the screen.
 * There is one once there is a message. Driver.
 */
final class SparkLog {
    private static final String NAME = "spark.log";

    private SparkLog() {}

    /** Where it lies, if there is one. */
    static Optional<Path> file() {
        return Optional.ofNullable(System.getenv("ALIG_LOG")).map(Path::of).filter(Files::isRegularFile);
    }

    /**
     * Puts what there is so far into the folder of a run, if that has begun.
     *
     * @return where it lies, for people
     */
    static Optional<String> moveTo(HadoopFiles folder) {
        Optional<Path> file = file();
        if (file.isEmpty() || !folder.isFile(RunFolder.CONFIG)) {
            return Optional.empty();
        }
        try {
            folder.writeAtomically(NAME, out -> Files.copy(file.get(), out));
            Files.delete(file.get());
            return Optional.of(folder.describe(NAME));
        } catch (IOException | IllegalArgumentException e) {
            // Where it is now it can be read, too.
            return file.map(Path::toString);
        }
    }
}
