package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.types.MatlabType;
import us.hebi.matlab.mat.types.Matrix;

/**
 * The small presets of the paper's experiments learn from real data on HDFS, where their runs lie, too; each shortened to
 * what shows it.
 */
@Tag("exhaustive")
class SmallPresetsIT {
    private static final int CIFAR_RECORD = 3073;

    private final Hdfs hdfs = Hdfs.shared();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"cifar10-wrn-16-1, 0.9", "cifar10-densenet-22-8, 0.9"})
    void imagesOfCifar(String preset, double share) throws IOException {
        Path subset = folder.resolve("subset.bin");
        try (InputStream in = new GZIPInputStream(
                new BufferedInputStream(Files.newInputStream(shared("cifar-10").resolve("train_10k.bin.gz"))))) {
            Files.write(subset, in.readNBytes(1500 * CIFAR_RECORD));
        }
        hdfs.put(subset, preset);
        learns(
                preset,
                share,
                "data.root=" + hdfs.path(preset),
                "data.train.samples=subset.bin",
                "data.test.samples=null",
                "train.epochs=3");
    }

    @ParameterizedTest
    @CsvSource({"snli-bi-lstm-ce, 4, 0.9", "snli-bi-lstm-svm, 6, 0.97"})
    void sentencePairsOfSnli(String preset, int epochs, double share) {
        for (String file : List.of("s1.dev.gz", "s2.dev.gz", "labels.dev.gz")) {
            hdfs.put(shared("snli").resolve(file), preset + "/snli");
        }
        hdfs.put(shared("glove").resolve("glove.6B.50d.top9163.txt.gz"), preset + "/glove");
        learns(
                preset,
                share,
                "data.root=" + hdfs.path(preset),
                "data.test.samples=null",
                "data.test.labels=",
                "train.epochs=" + epochs);
    }

    @Test
    void photosOfClothes() {
        String preset = "clothing-resnet-18";
        hdfs.put(shared("clothing-dataset-small"), preset);
        learns(preset, 0.9, "data.root=" + hdfs.path(preset + "/clothing-dataset-small"), "train.epochs=3");
    }

    /** SVHN is not at hand: the handwritten digits that are shipped, four times as large, in its format. */
    @Test
    void digitsInTheFormatOfSvhn() throws IOException {
        List<String> rows;
        Path digits = Command.HOME.resolve("conf/data/optdigits/optdigits.tra.gz");
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(digits)), StandardCharsets.US_ASCII))) {
            rows = reader.lines().toList();
        }
        Matrix images = Mat5.newMatrix(new int[] {32, 32, 3, rows.size()}, MatlabType.UInt8);
        Matrix labels = Mat5.newMatrix(rows.size(), 1, MatlabType.UInt8);
        for (int sample = 0; sample < rows.size(); sample++) {
            String[] cells = rows.get(sample).split(",", -1);
            for (int i = 0; i < 32 * 32 * 3; i++) {
                int row = i / 3 / 32;
                int column = i / 3 % 32;
                int[] index = {row, column, i % 3, sample};
                images.setByte(index, (byte) (15 * Integer.parseInt(cells[row / 4 * 8 + column / 4])));
            }
            int digit = Integer.parseInt(cells[64]);
            labels.setInt(sample, 0, digit == 0 ? 10 : digit);
        }
        Path file = folder.resolve("train_32x32.mat");
        Mat5.writeToFile(Mat5.newMatFile().addArray("X", images).addArray("y", labels), file.toFile());
        hdfs.put(file, "svhn-wrn-10-1");
        learns(
                "svhn-wrn-10-1",
                0.95,
                "data.root=" + hdfs.path("svhn-wrn-10-1"),
                "data.test.samples=null",
                "train.batch-size=32",
                "train.epochs=3");
    }

    /** Generated data. A wrong bit costs log 2 at least, so a mean below 0.01 leaves one in fewer than 69 sequences. */
    @Test
    void theCopyTaskIsSolved() {
        List<Double> losses = learns("dnc-copy", 0.01);
        assertEquals(14, losses.size());
        assertTrue(losses.get(13) < 0.01, losses::toString);
    }

    /** Trains a preset; the last epoch's mean training loss must be below a share of the first's. */
    private List<Double> learns(String preset, double share, String... overrides) {
        List<String> arguments = new ArrayList<>(
                List.of("train", Command.HOME + "/conf/small/" + preset + ".conf", "output.dir=" + hdfs.path("runs")));
        arguments.addAll(List.of(overrides));
        Command.alig(folder, arguments.toArray(String[]::new)).run().sha256();
        String run = "runs/" + preset;
        assertTrue(hdfs.list(run + "/model").contains("model.safetensors"));
        assertEquals(3, hdfs.list(run + "/checkpoints").size());
        List<Double> losses = losses(hdfs.read(run + "/metrics.jsonl"));
        assertTrue(losses.get(losses.size() - 1) < share * losses.get(0), losses::toString);
        return losses;
    }

    private static List<Double> losses(String metrics) {
        try {
            List<Double> losses = new ArrayList<>();
            for (String line : metrics.lines().toList()) {
                JsonNode json = new ObjectMapper().readTree(line);
                if (json.path("type").asText().equals("epoch")) {
                    losses.add(json.path("loss").asDouble());
                }
            }
            return losses;
        } catch (JsonProcessingException e) {
            throw new AssertionError(metrics, e);
        }
    }

    private static Path shared(String name) {
        Path data =
                Command.SHARED.resolve("data").resolve(name).toAbsolutePath().normalize();
        assumeTrue(Files.isDirectory(data), "the data set is not shipped: no " + data);
        return data;
    }
}
