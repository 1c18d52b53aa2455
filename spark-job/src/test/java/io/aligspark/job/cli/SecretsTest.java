package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A secret in Spark's settings stays there. */
class SecretsTest extends CommandTest {
    private static final String SECRET = "n0b0dy-kn0ws";

    @Test
    void aRunWritesAndPrintsNone() throws IOException {
        Path rows = Files.writeString(folder.resolve("rows.csv"), "1,2,0\n2,1,1\n3,0,2\n0,3,0\n");
        Path preset = Files.writeString(folder.resolve("preset.conf"), """
                data { train.samples = "%s", shape = [2], classes = 3 }
                train { batch-size = 4, shard-size = 2, epochs = 1 }
                output.dir = "%s"
                """.formatted(rows, folder.resolve("runs")));
        for (String command : List.of("train", "doctor")) {
            int exitCode = execute(
                    command,
                    preset.toString(),
                    "--master",
                    "local[2]",
                    "--conf",
                    "spark.hadoop.fs.s3a.secret.key=" + SECRET,
                    "--conf",
                    "spark.ssl.keyPassword=" + SECRET);
            assertEquals(0, exitCode, error::toString);
            assertFalse(
                    (out.toString(StandardCharsets.UTF_8) + error.toString(StandardCharsets.UTF_8)).contains(SECRET));
        }
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder.resolve("runs"))) {
            files = all.filter(Files::isRegularFile).toList();
        }
        assertTrue(files.stream().anyMatch(file -> file.endsWith("config.conf")), files::toString);
        for (Path file : files) {
            assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(SECRET), file::toString);
        }
    }
}
