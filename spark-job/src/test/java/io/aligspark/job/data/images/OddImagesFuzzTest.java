package io.aligspark.job.data.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of images that are valid but unusual: each is read, with the colours that it was made of. */
class OddImagesFuzzTest {
    private static final int QUICK_CASES = 60;
    private static final int CASES = Integer.getInteger("fuzz.images", 100_000);

    private static final List<Integer> TYPES = List.of(
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_3BYTE_BGR,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_4BYTE_ABGR,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_USHORT_565_RGB,
            BufferedImage.TYPE_USHORT_555_RGB,
            BufferedImage.TYPE_BYTE_BINARY,
            BufferedImage.TYPE_BYTE_INDEXED);

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void unusualFilesAreRead(String format) throws IOException {
        read(format, 0, QUICK_CASES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    @Tag("exhaustive")
    void soAreMore(String format) throws IOException {
        read(format, QUICK_CASES, CASES);
    }

    @Test
    void aCaseIsTheSameAgain() throws IOException {
        assertEquals(Arrays.hashCode(made("png", 7).file), Arrays.hashCode(made("png", 7).file));
    }

    private static void read(String format, int first, int end) throws IOException {
        List<String> faults = new ArrayList<>();
        int written = 0;
        for (int seed = first; seed < end; seed++) {
            Case made = made(format, seed);
            if (made == null) {
                continue;
            }
            written++;
            try {
                assertColours(made, ImageFile.read(made.file, seed % 2 == 0), format.equals("jpeg"));
            } catch (IOException | RuntimeException | AssertionError e) {
                if (String.valueOf(e.getMessage()).startsWith("an interlaced GIF image must have at least 5 rows")) {
                    continue;
                }
                faults.add("seed " + seed + " (" + made.what + "): " + e);
            }
        }
        assertEquals(List.of(), faults.stream().limit(5).toList());
        assertEquals(true, written > (end - first) / 10, "cases that could be written: " + written);
    }

    private static void assertColours(Case made, ImagePixels pixels, boolean lossy) {
        BufferedImage image = made.image;
        assertEquals(image.getWidth(), pixels.width());
        assertEquals(image.getHeight(), pixels.height());
        boolean grey =
                image.getType() == BufferedImage.TYPE_BYTE_GRAY || image.getType() == BufferedImage.TYPE_USHORT_GRAY;
        for (int row = 0; row < image.getHeight(); row++) {
            float[] line = pixels.line(row);
            for (int i = 0; i < line.length && !lossy; i++) {
                int column = i % image.getWidth();
                int expected = grey
                        ? image.getRaster().getSample(column, row, 0)
                                >> (image.getType() == BufferedImage.TYPE_BYTE_GRAY ? 0 : 8)
                        : image.getRGB(column, row) >> (16 - 8 * (i / image.getWidth())) & 0xff;
                assertEquals(expected, line[i], made.what + " at row " + row + ", " + i);
            }
        }
    }

    private record Case(BufferedImage image, byte[] file, String what) {}

    /** Null where Java cannot write such an image in that format. */
    private static Case made(String format, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        BufferedImage image = image(random);
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ImageWriteParam parameters = writer.getDefaultWriteParam();
        String what = "type " + image.getType() + ", " + image.getWidth() + " x " + image.getHeight();
        if (parameters.canWriteProgressive() && random.nextBoolean()) {
            parameters.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            what += ", progressive";
        }
        if (format.equals("tiff") && random.nextBoolean()) {
            parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            parameters.setCompressionType(
                    List.of("LZW", "ZLib", "PackBits", "Deflate").get(random.nextInt(4)));
            what += ", " + parameters.getCompressionType();
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, new IIOImage(image, null, null), parameters);
        } catch (IOException | RuntimeException e) {
            return null;
        } finally {
            writer.dispose();
        }
        // A format that lacks the colours of an image writes others, or nothing.
        boolean whole = out.size() > 0 && (!format.equals("gif") || image.getColorModel() instanceof IndexColorModel);
        return whole ? new Case(image, odd(format, out.toByteArray(), random), what) : null;
    }

    private static BufferedImage image(SplittableRandom random) {
        int width = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 12);
        int height = 1 + random.nextInt(random.nextInt(4) == 0 ? 200 : 12);
        BufferedImage image = new BufferedImage(width, height, TYPES.get(random.nextInt(TYPES.size())));
        for (int row = 0; row < height; row++) {
            for (int column = 0; column < width; column++) {
                image.setRGB(column, row, random.nextInt(8) == 0 ? random.nextInt() : 0xff000000 | row * 0x10305);
            }
        }
        return image;
    }

    /** With what readers are to pass over. */
    private static byte[] odd(String format, byte[] file, SplittableRandom random) throws IOException {
        byte[] note = "a note of an editor".repeat(random.nextInt(4)).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        if (format.equals("jpeg") && random.nextBoolean()) {
            // Behind the start of the image: a comment, or a segment of an application.
            out.write(file, 0, 2);
            int marker = random.nextBoolean() ? 0xfffe : 0xffe3 + random.nextInt(10);
            out.write(ByteBuffer.allocate(4)
                    .putShort((short) marker)
                    .putShort((short) (note.length + 2))
                    .array());
            out.write(note);
            out.write(file, 2, file.length - 2);
        } else if (format.equals("png") && random.nextBoolean()) {
            // Behind the header, which has 33 bytes with the signature: a text, with its checksum.
            out.write(file, 0, 33);
            byte[] chunk =
                    ("tEXtComment\0" + new String(note, StandardCharsets.US_ASCII)).getBytes(StandardCharsets.US_ASCII);
            CRC32 checksum = new CRC32();
            checksum.update(chunk);
            out.write(ByteBuffer.allocate(4).putInt(chunk.length - 4).array());
            out.write(chunk);
            out.write(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
            out.write(file, 33, file.length - 33);
        } else {
            out.write(file);
        }
        if (!format.equals("tiff") && random.nextInt(3) == 0) {
            // Cameras and editors leave bytes behind the end.
            out.write(new byte[random.nextInt(20)]);
        }
        return out.toByteArray();
    }
}
