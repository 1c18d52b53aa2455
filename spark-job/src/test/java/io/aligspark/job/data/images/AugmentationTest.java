package io.aligspark.job.data.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.Augmentation.Crop;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ImageOptions;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
    private static final Augmentation CIFAR = new Augmentation(1, Crop.CENTRE, true);

    @TempDir
    private Path folder;

    private static SplittableRandom random(long id) {
        return KeyedRandom.of(1, Purpose.AUGMENTATION, 2, id);
    }

    @Test
    void pixelsForFixedKeys() {
        byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
        // By a SplitMix64 written in Python.
        assertArrayEquals(new byte[] {0, 0, 0, 2, 3, 0, 5, 6, 0}, CIFAR.apply(pixels, 1, 3, 3, random(0)));
        assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, CIFAR.apply(pixels, 1, 3, 3, random(1)));
        assertArrayEquals(new byte[] {0, 6, 5, 0, 9, 8, 0, 0, 0}, CIFAR.apply(pixels, 1, 3, 3, random(12)));
    }

    /** The definition: a larger image of zeros with the old one in its middle, a window of it, mirrored or not. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 5})
    void isAWindowOfThePaddedImage(int pad) {
        int height = 3;
        int width = 4;
        byte[] pixels = new byte[2 * height * width];
        new Random(pad).nextBytes(pixels);
        Set<List<Integer>> seen = new HashSet<>();
        for (int id = 0; id < 2000; id++) {
            SplittableRandom draws = random(id);
            int top = pad == 0 ? 0 : draws.nextInt(2 * pad + 1);
            int left = pad == 0 ? 0 : draws.nextInt(2 * pad + 1);
            boolean mirrored = draws.nextInt(2) == 1;
            seen.add(List.of(top, left, mirrored ? 1 : 0));
            byte[] expected = new byte[pixels.length];
            for (int i = 0; i < expected.length; i++) {
                int column = i % width;
                int x = left + (mirrored ? width - 1 - column : column) - pad;
                int y = top + i / width % height - pad;
                boolean inside = x >= 0 && x < width && y >= 0 && y < height;
                expected[i] = inside ? pixels[(i / width / height * height + y) * width + x] : 0;
            }
            byte[] actual = new Augmentation(pad, Crop.CENTRE, true).apply(pixels, 2, height, width, random(id));
            assertArrayEquals(expected, actual, "id " + id);
        }
        assertEquals((2 * pad + 1) * (2 * pad + 1) * 2, seen.size(), "every window occurs");
    }

    @Test
    void halfOfTheImagesAreMirrored() {
        byte[] pixels = {1, 2};
        int mirrored = 0;
        for (int id = 0; id < 10_000; id++) {
            mirrored += new Augmentation(0, Crop.CENTRE, true).apply(pixels, 1, 1, 2, random(id))[0] == 2 ? 1 : 0;
        }
        // Four standard deviations.
        assertEquals(5000, mirrored, 200);
    }

    @Test
    void paddingIsZeroBeforeNormalisation() {
        ConfigDraft draft = draft(DataFormat.IDX, List.of(1, 1, 1));
        draft.mean = List.of(10.0);
        draft.std = List.of(2.0);
        draft.augment = new Augmentation(1, Crop.CENTRE, false);
        SampleDecoder decoder = PixelDecoder.ofPixels(draft.build());
        Set<Float> seen = new HashSet<>();
        float[] out = new float[1];
        for (int id = 0; id < 100; id++) {
            decoder.decodeAugmented(new byte[] {30}, random(id), out, 0);
            seen.add(out[0]);
        }
        assertEquals(Set.of(-5f, 10f), seen);
        decoder.decode(new byte[] {30}, out, 0);
        assertEquals(10, out[0], "not augmented");
    }

    @Test
    void encodedPhotosHaveTheBitsOfDecodedOnes() throws IOException {
        ConfigDraft draft = draft(DataFormat.IMAGES, List.of(3, 8, 6));
        draft.train = new DataSource(folder.toString(), "");
        draft.augment = new Augmentation(2, Crop.CENTRE, true);
        byte[] photo = photo();
        DataTesting.write(folder.resolve("a/0.jpg"), photo);
        DataTesting.write(folder.resolve("b/0.png"), photo());
        draft.images = new ImageOptions(9, ImageOptions.Keep.ENCODED, false);
        DataConfig encoded = draft.build();
        draft.images = new ImageOptions(9, ImageOptions.Keep.DECODED, false);
        DataConfig decoded = draft.build();

        assertArrayEquals(photo, first(encoded).features());
        assertEquals(3 * 8 * 6, first(decoded).features().length);
        assertEquals(DataTesting.rows(decoded), DataTesting.rows(encoded));
        for (int id = 0; id < 20; id++) {
            assertArrayEquals(augmented(decoded, id), augmented(encoded, id));
        }
    }

    @Test
    void photosAreCutAtRandomPlaces() throws IOException {
        ConfigDraft draft = draft(DataFormat.IMAGES, List.of(3, 8, 6));
        draft.images = new ImageOptions(9, ImageOptions.Keep.ENCODED, false);
        draft.augment = new Augmentation(0, Crop.RANDOM, false);
        byte[] photo = photo();
        Set<List<Byte>> expected = new HashSet<>();
        for (int column = 0; column <= 12 - 6; column++) {
            for (int row = 0; row <= 9 - 8; row++) {
                expected.add(cut(photo, row, column));
            }
        }
        assertEquals(14, expected.size());
        Set<List<Byte>> seen = new HashSet<>();
        SampleDecoder decoder = PixelDecoder.ofPhotos(draft.build());
        float[] out = new float[3 * 8 * 6];
        for (int id = 0; id < 300; id++) {
            decoder.decodeAugmented(photo, random(id), out, 0);
            Byte[] pixels = new Byte[out.length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) out[i];
            }
            seen.add(List.of(pixels));
        }
        assertEquals(expected, seen);
    }

    @Test
    void onlyImagesAreAugmented() {
        ConfigDraft draft = new ConfigDraft();
        draft.augment = CIFAR;
        assertRejected("data.augment.pad, flip must be 0, false unless samples are images, but was 1, true", draft);
        draft = draft(DataFormat.IDX, List.of(784));
        draft.augment = CIFAR;
        assertRejected("data.augment.pad, flip must be 0, false unless samples are images, but was 1, true", draft);
        draft = draft(DataFormat.IDX, List.of(1, 3, 4));
        draft.augment = new Augmentation(4, Crop.CENTRE, true);
        assertRejected("data.augment.pad must be <= 3 (data.shape), but was 4", draft);
        draft = draft(DataFormat.IMAGES, List.of(3, 2, 2));
        draft.augment = new Augmentation(0, Crop.RANDOM, false);
        assertRejected(
                "data.augment.crop must be centre unless data.format = images with data.images.keep = encoded,"
                        + " but was random",
                draft);
        assertTrue(assertThrows(IllegalArgumentException.class, () -> new Augmentation(-1, Crop.CENTRE, false))
                .getMessage()
                .startsWith("data.augment.pad must be >= 0"));
    }

    private static void assertRejected(String message, ConfigDraft draft) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, draft::build).getMessage());
    }

    private static ConfigDraft draft(DataFormat format, List<Integer> shape) {
        ConfigDraft draft = new ConfigDraft();
        draft.format = format;
        draft.shape = shape;
        draft.train = new DataSource("images", format == DataFormat.IDX ? "labels" : "");
        return draft;
    }

    private static Sample first(DataConfig config) {
        return DataTesting.read(config)
                .samples()
                .filter(sample -> sample.id() == 0)
                .first();
    }

    private static float[] augmented(DataConfig config, long id) {
        SampleDecoder decoder = DataTesting.read(config).decoder();
        float[] out = new float[decoder.sampleLength()];
        decoder.decodeAugmented(first(config).features(), random(id), out, 0);
        return out;
    }

    /** Twelve columns and nine rows, so that resizing to nine changes nothing. */
    private static byte[] photo() throws IOException {
        BufferedImage image = new BufferedImage(12, 9, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        for (int i = 0; i < 108; i++) {
            image.setRGB(i % 12, i / 12, random.nextInt());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    private static List<Byte> cut(byte[] photo, int row, int column) throws IOException {
        BufferedImage image = ImageIO.read(new java.io.ByteArrayInputStream(photo));
        Byte[] pixels = new Byte[3 * 8 * 6];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (image.getRGB(column + i % 6, row + i / 6 % 8) >> (16 - 8 * (i / 48)));
        }
        return Arrays.asList(pixels);
    }
}
