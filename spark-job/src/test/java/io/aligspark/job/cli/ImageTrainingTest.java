package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whole runs on folders of images: augmented, resumed, kept in either form, with a bad one among them. */
class ImageTrainingTest extends CommandTest {
    private static final Pattern SHA = Pattern.compile("sha256 ([0-9a-f]{64})");

    private Path preset;

    @BeforeEach
    void prepare() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 24; i++) {
            BufferedImage image = new BufferedImage(9, 7, BufferedImage.TYPE_INT_RGB);
            for (int pixel = 0; pixel < 63; pixel++) {
                image.setRGB(pixel % 9, pixel / 9, random.nextInt());
            }
            Path file = folder.resolve("photos/" + (i % 2 == 0 ? "cat" : "dog") + "/" + i + ".png");
            Files.createDirectories(file.getParent());
            ImageIO.write(image, "png", file.toFile());
        }
        preset = Files.writeString(
                folder.resolve("preset.conf"),
                "model { name = mlp, hidden = [4] }\n"
                        + "data { format = images, train.samples = \"" + folder.resolve("photos") + "\", classes = 2,"
                        + " shape = [3, 6, 6], images.resize = 7, scale = 0.004, validation-fraction = 0.25,"
                        + " augment { pad = 1, crop = random, flip = true } }\n"
                        + "train { epochs = 3, batch-size = 6, shard-size = 2 }\n"
                        + "output { dir = \"" + folder.resolve("runs") + "\" }\n");
    }

    private String run(String master, String... arguments) {
        int code = execute(
                Stream.of(Arrays.stream(arguments), Stream.of("--master", master, "--conf", "spark.ui.enabled=false"))
                        .flatMap(words -> words)
                        .toArray(String[]::new));
        assertEquals(0, code, error::toString);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String sha(String output) {
        Matcher matcher = SHA.matcher(output);
        assertTrue(matcher.find(), output);
        return matcher.group(1);
    }

    @Test
    void augmentedRunsHaveTheSameBitsAnywhereAndAfterAResume() {
        String train = preset.toString();
        String expected = sha(run("local[1]", "train", train, "output.run=one"));
        run("local[3]", "train", train, "output.run=cut", "train.epochs=1");
        assertEquals(
                expected,
                sha(run("local[2]", "train", "--resume", folder + "/runs/cut", "train.epochs=3")),
                "resumed, and on another master");
        assertFalse(
                expected.equals(sha(run("local[3]", "train", train, "output.run=plain", "data.augment.flip=false"))));
    }

    @Test
    void theFormThatIsKeptDoesNotMatter() {
        String train = preset.toString();
        String centre = "data.augment.crop=centre";
        assertEquals(
                sha(run("local[2]", "train", train, "output.run=encoded", centre)),
                sha(run("local[2]", "train", train, "output.run=decoded", centre, "data.images.keep=decoded")));
    }

    @Test
    void aBadImageStopsTheRunOrIsSkippedAndListed() throws IOException {
        Path bad = Files.writeString(folder.resolve("photos/dog/bad.png"), "no image");
        String fault = "data.train.samples: file:" + bad
                + " cannot be read as an image: expected a JPEG, PNG, GIF, BMP, TIFF or WebP image";
        assertEquals(2, execute("train", preset.toString(), "output.run=stop", "--master", "local[2]"));
        assertEquals("alig: " + fault + "\n", error.toString(StandardCharsets.UTF_8));
        assertFalse(Files.exists(folder.resolve("runs")), "nothing half-written");

        String skip = "data.on-bad-record=skip";
        assertEquals(2, execute("train", preset.toString(), "output.run=skip", "--master", "local[2]", skip));
        assertEquals(
                "alig: data.max-bad-fraction = 0.01: 1 of 25 records are bad; the first: " + fault + "\n",
                error.toString(StandardCharsets.UTF_8));

        String output =
                run("local[2]", "train", preset.toString(), "output.run=skip", skip, "data.max-bad-fraction=0.1");
        assertTrue(output.contains("skipped 1 of 25 records of data.train\n  " + fault + "\n"), output);
        assertTrue(output.contains("18 training and 6 validation samples"), output);
        String metrics = Files.readString(folder.resolve("runs/skip/metrics.jsonl"));
        assertTrue(
                metrics.contains(
                        "{\"type\":\"skipped\",\"source\":\"data.train\",\"records\":25,\"bad\":1,\"listed\":[\""
                                + fault + "\"],\"leftOut\":0,\"leftOutNames\":[]}"),
                metrics);
    }
}
