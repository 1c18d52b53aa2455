package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.networks.Layout;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that need no Spark, as processes whose class path has none. */
class WithoutSparkTest {
    private static final String SPARK = ".*/org/(apache/spark|scala-lang)/.*";

    @TempDir
    Path folder;

    private Path preset;

    private record Output(int exitCode, String out, String error) {}

    @BeforeEach
    void preset() throws IOException {
        preset = Files.writeString(
                folder.resolve("my.conf"),
                "model.hidden = [4]\ndata { train.samples = x.csv, shape = [2], classes = 3 }\ntrain.batch-size = 8");
    }

    /** The class path of this test without the jars of which a path matches. */
    private static String classPath(String without) {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator, -1))
                .filter(path -> !path.matches(without))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private Output run(List<String> options, String without, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m"));
        words.addAll(options);
        words.addAll(List.of("-cp", classPath(without), WithoutSpark.class.getName()));
        words.addAll(List.of(arguments));
        return start(words, folder.resolve("error"));
    }

    private static Output start(List<String> words, Path errors) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(errors.toFile());
        builder.environment().put("ALIG_HOME", "..");
        builder.environment().put("SPARK_CONF_DIR", errors.getParent().toString());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Output(process.onExit().join().exitValue(), out, Files.readString(errors));
    }

    @Test
    void configReadsAFileOfThisMachineWithoutHadoop() throws IOException {
        Path loaded = folder.resolve("loaded.txt");
        Output output = run(List.of("-Xlog:class+load:file=" + loaded), SPARK, "config", preset.toString());
        assertEquals("", output.error());
        assertTrue(output.out().contains("train.batch-size = 8"), output::out);
        assertEquals(0, output.exitCode());
        String classes = Files.readString(loaded);
        assertTrue(classes.contains(" io.aligspark.job.storage.HadoopFiles "), "the log of loaded classes");
        assertFalse(classes.contains(" org.apache.hadoop.security.UserGroupInformation "), "Hadoop has not started");
    }

    @Test
    void exportNeedsHadoopAlone() throws IOException {
        Settings settings = Settings.load(preset.toString(), List.of());
        RunConfig config = RunConfig.of(settings);
        Layout parameters = config.network().parameters();
        Layout buffers = config.network().buffers();
        new ModelFile(parameters.initialValues(1), buffers.initialValues(1))
                .save(HadoopFiles.of(folder.resolve("model").toString()), parameters, buffers);
        Files.writeString(folder.resolve("model/config.conf"), settings.render());
        Path file = folder.resolve("out.safetensors");
        Output output =
                run(List.of(), SPARK, "export", folder.resolve("model").toString(), "--output", file.toString());
        assertEquals(0, output.exitCode(), output::error);
        assertTrue(Files.size(file) > 0);
    }

    @Test
    void settingsOfFileSystemsInSparkDefaultsHold() throws IOException {
        Files.writeString(folder.resolve("spark-defaults.conf"), "spark.hadoop.fs.defaultFS made-up://host");
        Output output = run(List.of(), SPARK, "config", "elsewhere.conf");
        assertTrue(output.error().contains("made-up"), output::error);
    }

    @Test
    void anArchiveThatDoesNotFitIsLeftAlone() throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String picocli = Arrays.stream(classPath("").split(File.pathSeparator, -1))
                .filter(path -> path.matches(".*picocli[^/]*\\.jar"))
                .findFirst()
                .orElseThrow();
        Path ofOtherClasses = folder.resolve("other.jsa");
        Output made = start(
                List.of(
                        java,
                        "-XX:ArchiveClassesAtExit=" + ofOtherClasses,
                        "-cp",
                        picocli,
                        "picocli.AutoComplete",
                        "-h"),
                folder.resolve("error"));
        assertTrue(Files.isRegularFile(ofOtherClasses), made::toString);
        Path damaged = Files.writeString(folder.resolve("damaged.jsa"), "no archive");
        for (Path archive : List.of(ofOtherClasses, damaged, folder.resolve("missing.jsa"))) {
            for (List<String> quiet :
                    List.of(List.of("-Xlog:disable"), List.of("-Xlog:cds*=off", "-Xlog:class+path*=off"))) {
                List<String> options = new ArrayList<>(quiet);
                options.add("-XX:SharedArchiveFile=" + archive);
                Output output = run(options, ".*/org/apache/.*", "--version");
                assertEquals(new Output(0, "alig-spark (development)\n", ""), output, archive + " " + quiet);
            }
        }
    }
}
