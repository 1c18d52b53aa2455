package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** {@code alig data inspect} on two classes of images of 32x32 pixels, one dark, one light. */
class InspectTest extends CommandTest {

    private Path preset() throws IOException {
        byte[] records = new byte[40 * 3073];
        Random random = new Random(1);
        for (int record = 0; record < 40; record++) {
            int label = record % 4 == 0 ? 1 : 0;
            records[record * 3073] = (byte) label;
            for (int i = 1; i < 3073; i++) {
                records[record * 3073 + i] = (byte) (label == 0 ? random.nextInt(60) : 190 + random.nextInt(60));
            }
        }
        Files.write(folder.resolve("train.bin"), records);
        return Files.writeString(
                folder.resolve("images.conf"),
                "model.name = softmax-regression\n"
                        + "data { format = cifar, root = \"" + folder + "\", train.samples = train.bin, classes = 10\n"
                        + "  shape = [3, 32, 32], scale = 0.00392156862745098, mean = [0.5], std = [0.25] }\n"
                        + "output.dir = \"" + folder + "/runs\"\n");
    }

    @Test
    void showsCountsRangesAndASheet() throws IOException {
        assertEquals(0, execute("data", "inspect", preset().toString(), "--master", "local[2]"), error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("0 airplane                          30"), text);
        assertTrue(text.contains("1 automobile                        10"), text);
        assertTrue(text.contains("2 bird                               0"), text);
        assertTrue(text.contains("channel 2, in the files         0.0000      249.0000"), text);
        Path sheet = folder.resolve("runs/inspect/images.png");
        assertTrue(text.contains("sheet   " + sheet), text);
        BufferedImage image = ImageIO.read(sheet.toFile());
        // Ten tiles in each of two rows, of 96 pixels: dark ones above light ones.
        int right = image.getWidth() - 70;
        int light = image.getRGB(right, image.getHeight() - 70) & 0xff;
        int dark = image.getRGB(right, image.getHeight() - 170) & 0xff;
        assertTrue(light >= 190, () -> "light " + light);
        assertTrue(dark < 60, () -> "dark " + dark);
        byte[] first = Files.readAllBytes(sheet);
        assertEquals(0, execute("data", "inspect", preset().toString(), "--master", "local[1]"), error::toString);
        assertArrayEquals(first, Files.readAllBytes(sheet));
    }

    @Test
    void listsBadRecordsInsteadOfStopping() throws IOException {
        Path preset = preset();
        byte[] records = Files.readAllBytes(folder.resolve("train.bin"));
        records[3073 * 7] = 77;
        Files.write(folder.resolve("train.bin"), records);
        assertEquals(0, execute("data", "inspect", preset.toString(), "--master", "local[2]"), error::toString);
        String text = out.toString(StandardCharsets.UTF_8);
        assertTrue(text.contains("1 of 40 records are bad; data.on-bad-record says what a run does"), text);
        assertTrue(text.contains("label of record 7 (counted from 0) must be "), text);
    }

    @Test
    void imagenetIsExplained() {
        assertEquals(0, execute("data", "fetch", "imagenet", "/data/imagenet"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("/data/imagenet/val/n01440764"));
        assertEquals(2, execute("data", "fetch", "imagenets", "/data"));
        assertTrue(error.toString(StandardCharsets.UTF_8).startsWith("alig: there is no data set imagenets;"));
    }
}
