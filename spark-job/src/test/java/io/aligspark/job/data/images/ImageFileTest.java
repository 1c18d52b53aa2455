package io.aligspark.job.data.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each file shows four squares: red, green; blue, yellow. Made by Pillow 13. */
class ImageFileTest {
    private static final int[][] SQUARES = {{220, 30, 30}, {30, 160, 40}, {30, 60, 220}, {240, 200, 20}};

    private static byte[] file(String name) throws IOException {
        try (InputStream in = ImageFileTest.class.getResourceAsStream("/images/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rgb.jpg",
                "cmyk.jpg",
                "ycck.jpg",
                "palette.png",
                "alpha.png",
                "sixteen.png",
                "png.JPEG",
                "first.gif",
                "b.bmp",
                "t.tiff",
                "lossy.webp",
                "lossless.webp"
            })
    void showsTrueColours(String name) throws IOException {
        assertTrue(ImageFile.isImage(file(name)));
        // Two lossy formats keep fewer numbers of colour than of light.
        assertSquares(ImageFile.read(file(name), false), name.equals("lossy.webp") ? 24 : 6);
    }

    private static void assertSquares(ImagePixels pixels, int tolerance) {
        assertEquals(32, pixels.width());
        assertEquals(32, pixels.height());
        for (int square = 0; square < SQUARES.length; square++) {
            float[] line = pixels.line(8 + 16 * (square / 2));
            for (int channel = 0; channel < 3; channel++) {
                assertEquals(
                        SQUARES[square][channel],
                        line[channel * 32 + 8 + 16 * (square % 2)],
                        tolerance,
                        "square " + square);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void turnsPhotosWhereAsked(int orientation) throws IOException {
        byte[] file = file("exif-" + orientation + ".jpg");
        assertSquares(ImageFile.read(file, true), 6);
        boolean asStored = ImageFile.read(file, false).line(8)[8] > 200
                && ImageFile.read(file, false).line(24)[24] > 200;
        assertEquals(orientation == 1, asStored && isSquares(ImageFile.read(file, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif-6.png", "exif-7.png", "exif-6.webp", "exif-8.webp", "exif-5.tiff", "exif-6.tiff"})
    void turnsPhotosOfOtherFormatsToo(String name) throws IOException {
        assertSquares(ImageFile.read(file(name), true), 0);
        assertFalse(isSquares(ImageFile.read(file(name), false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"exif-6.jpg", "exif-6.png", "exif-7.png", "exif-6.webp", "exif-8.webp"})
    void photosWithDamagedNotesAreThoseAsStored(String name) throws IOException {
        byte[] whole = file(name);
        float[] stored = ImageFile.read(whole, false).line(8);
        int notes = start(whole);
        // The order of bytes, the number 42, the directory's place, the length of the directory, the tag.
        for (int at : new int[] {0, 2, 3, 4, 5, 6, 7, 10, 11}) {
            byte[] file = whole.clone();
            file[notes + at] = (byte) 0xfe;
            assertArrayEquals(stored, ImageFile.read(file, true).line(8), name + ", byte " + at);
        }
    }

    /** Where the notes begin: as a TIFF file does. */
    private static int start(byte[] file) {
        String text = new String(file, StandardCharsets.ISO_8859_1);
        return Math.max(text.indexOf("II*\0"), text.indexOf("MM\0*"));
    }

    @Test
    void damagedNotesOfEveryKindMeanAsStoredOrAnOrientation() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (String name : new String[] {"exif-6.jpg", "exif-6.png", "exif-8.webp"}) {
            byte[] whole = file(name);
            for (int i = 0; i < 500; i++) {
                byte[] file = whole.clone();
                for (int j = 0; j <= i % 3; j++) {
                    file[start(whole) + random.nextInt(26)] = (byte) random.nextInt(256);
                }
                assertEquals(32, ImageFile.read(file, true).width());
            }
        }
    }

    private static boolean isSquares(ImagePixels pixels) {
        try {
            assertSquares(pixels, 6);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rgb.jpg", "grey.jpg", "png.JPEG"})
    void greyAndRgbAreTheStoredNumbers(String name) throws IOException {
        BufferedImage java = ImageIO.read(new ByteArrayInputStream(file(name)));
        int bands = java.getRaster().getNumBands();
        ImagePixels pixels = ImageFile.read(file(name), false);
        for (int row = 0; row < 32; row++) {
            float[] expected = new float[3 * 32];
            for (int i = 0; i < expected.length; i++) {
                expected[i] = java.getRaster().getSample(i % 32, row, bands == 1 ? 0 : i / 32);
            }
            assertArrayEquals(expected, pixels.line(row));
        }
    }

    @Test
    void textsAreNoImages() throws IOException {
        for (String text : new String[] {"", "BMW is a brand", "MM", "II*", "RIFF....WAVE", "notes"}) {
            byte[] file = text.getBytes(StandardCharsets.US_ASCII);
            assertFalse(ImageFile.isImage(file), text);
            assertEquals(
                    "expected a JPEG, PNG, GIF, BMP, TIFF or WebP image",
                    assertThrows(IOException.class, () -> ImageFile.read(file, true))
                            .getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cmyk.jpg",
                "ycck.jpg",
                "sixteen.png",
                "first.gif",
                "b.bmp",
                "t.tiff",
                "lossy.webp",
                "exif-6.jpg",
                "exif-6.png",
                "exif-8.webp",
                "exif-6.tiff"
            })
    void damagedOnesAreReadOrRefused(String name) throws IOException {
        damage(name, 40);
    }

    @ParameterizedTest
    @Tag("exhaustive")
    @ValueSource(
            strings = {
                "cmyk.jpg",
                "ycck.jpg",
                "sixteen.png",
                "first.gif",
                "b.bmp",
                "t.tiff",
                "lossy.webp",
                "exif-6.jpg",
                "exif-6.png",
                "exif-8.webp",
                "exif-6.tiff"
            })
    void manyDamagedOnesAreReadOrRefused(String name) throws IOException {
        damage(name, 12_500);
    }

    private static void damage(String name, int cases) throws IOException {
        byte[] whole = file(name);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < cases; i++) {
            byte[] file = i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int j = 0; j < i % 4 && file.length > 0; j++) {
                file[random.nextInt(file.length)] = (byte) random.nextInt(256);
            }
            try {
                ImagePixels pixels = ImageFile.read(file, true);
                pixels.line(pixels.height() - 1);
            } catch (IOException e) {
                // Refused.
            }
        }
    }
}
