package io.aligspark.job.data.photos;

import static io.aligspark.job.data.reading.DataTesting.failure;
import static io.aligspark.job.data.reading.DataTesting.rows;
import static io.aligspark.job.data.reading.DataTesting.write;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.data.ConfigDraft;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ImageOptions;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.files.InputFiles;
import io.aligspark.job.data.images.ImageDecoder;
import io.aligspark.job.data.reading.DataTesting;
import io.aligspark.job.data.reading.DataTesting.Row;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImagesReaderTest {
    @TempDir
    private Path folder;

    private final ConfigDraft draft = new ConfigDraft();

    @BeforeEach
    void twoFolders() {
        draft.format = DataFormat.IMAGES;
        draft.shape = List.of(3, 2, 2);
        draft.train = new DataSource(folder.toString(), "");
    }

    @Test
    void foldersAreClassesAndFilesAreSamplesInTheOrderOfTheirNames() {
        write(folder.resolve("dog/b.png"), png(plain(2, 2, 10, 20, 30)));
        write(folder.resolve("dog/a.png"), png(plain(2, 2, 40, 50, 60)));
        write(folder.resolve("cat/z.png"), png(plain(2, 2, 70, 80, 90)));
        write(folder.resolve("LICENSE"), "a file beside the folders");
        write(folder.resolve("cat/.hidden"), "no image");
        SortedMap<Long, Row> rows = rows(draft.build());
        assertEquals(List.of(0L, InputFiles.id(1, 0), InputFiles.id(1, 1)), List.copyOf(rows.keySet()));
        assertEquals(
                List.of(0f, 1f, 1f), rows.values().stream().map(Row::target).toList());
        List<Float> cat = List.of(70f, 70f, 70f, 70f, 80f, 80f, 80f, 80f, 90f, 90f, 90f, 90f);
        assertEquals(cat, rows.get(0L).values());
        assertEquals(40, rows.get(InputFiles.id(1, 0)).values().get(0));
        draft.labelValues = List.of("dog", "cat");
        assertEquals(
                List.of(1f, 0f, 0f),
                rows(draft.build()).values().stream().map(Row::target).toList());
    }

    @Test
    void samplesDoNotDependOnSplits() {
        for (int i = 0; i < 7; i++) {
            write(folder.resolve("a/" + i + ".png"), png(random(i, 5, 4, BufferedImage.TYPE_INT_RGB)));
        }
        write(folder.resolve("b [new]/0.png"), png(random(9, 5, 4, BufferedImage.TYPE_INT_RGB)));
        DataConfig config = draft.build();
        SortedMap<Long, Row> expected = rows(config, readSplit(config, 1));
        assertEquals(8, expected.size());
        assertEquals(expected, rows(config, readSplit(config, 9)));
    }

    /** The definition: every pixel is the weighted mean over the whole image, with the cut in the middle. */
    @ParameterizedTest
    @CsvSource({"9,7,4,4,3", "7,9,5,2,5", "2,3,6,6,4", "4,4,4,4,4", "30,10,3,3,3"})
    void scalesTheShortSideAndCutsOutTheCentre(int width, int height, int resize, int cutHeight, int cutWidth)
            throws IOException {
        BufferedImage image = random(width + height, width, height, BufferedImage.TYPE_INT_RGB);
        byte[] sample = new ImageDecoder(resize, cutHeight, cutWidth, false)
                .decode(new ByteArrayInputStream(png(image)), Optional.empty());
        double scale = (double) resize / Math.min(width, height);
        int scaledWidth = (int) (width * scale);
        int scaledHeight = (int) (height * scale);
        for (int i = 0; i < sample.length; i++) {
            int column = i % cutWidth + (scaledWidth - cutWidth) / 2;
            int row = i / cutWidth % cutHeight + (scaledHeight - cutHeight) / 2;
            double sum = 0;
            double weights = 0;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    double weight = triangle(x, width, column, scaledWidth) * triangle(y, height, row, scaledHeight);
                    sum += weight * (image.getRGB(x, y) >> (16 - 8 * (i / cutWidth / cutHeight)) & 0xff);
                    weights += weight;
                }
            }
            assertEquals(sum / weights, sample[i] & 0xff, 0.5001, "value " + i);
        }
    }

    private static double triangle(int pixel, int size, int scaledPixel, int scaledSize) {
        double scale = (double) size / scaledSize;
        return Math.max(0, 1 - Math.abs(pixel + 0.5 - (scaledPixel + 0.5) * scale) / Math.max(1, scale));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                BufferedImage.TYPE_3BYTE_BGR,
                BufferedImage.TYPE_4BYTE_ABGR,
                BufferedImage.TYPE_BYTE_GRAY,
                BufferedImage.TYPE_BYTE_INDEXED,
                BufferedImage.TYPE_BYTE_BINARY
            })
    void storedNumbersAreKept(int type) throws IOException {
        BufferedImage image = random(3, 2, 2, type);
        byte[] sample = new ImageDecoder(2, 2, 2, false).decode(new ByteArrayInputStream(png(image)), Optional.empty());
        for (int i = 0; i < 12; i++) {
            int stored = type == BufferedImage.TYPE_BYTE_GRAY
                    ? image.getRaster().getSample(i % 2, i / 2 % 2, 0)
                    : image.getRGB(i % 2, i / 2 % 2) >> (16 - 8 * (i / 4)) & 0xff;
            assertEquals(stored, sample[i] & 0xff, "value " + i);
        }
    }

    @Test
    void jpegIsReadToo() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(plain(16, 16, 200, 100, 50), "jpeg", out);
        byte[] sample =
                new ImageDecoder(8, 8, 8, false).decode(new ByteArrayInputStream(out.toByteArray()), Optional.empty());
        assertEquals(200, sample[0] & 0xff, 3);
        assertEquals(100, sample[64] & 0xff, 3);
        assertEquals(50, sample[128] & 0xff, 3);
    }

    @Test
    void badImagesAreNamed() throws IOException {
        write(folder.resolve("a/0.png"), png(plain(2, 2, 1, 2, 3)));
        Path bad = folder.resolve("b/bad.jpg");
        write(bad, "no image");
        assertFailure(bad, "expected a JPEG, PNG, GIF, BMP, TIFF or WebP image");
        byte[] whole = jpeg(noise(3));
        new ImageDecoder(2, 2, 2, false).decode(new ByteArrayInputStream(whole), Optional.empty());
        write(bad, Arrays.copyOf(whole, whole.length / 2));
        assertFailure(bad, "the image is cut short");
        byte[] png = png(random(1, 50, 50, BufferedImage.TYPE_INT_RGB));
        write(bad, Arrays.copyOf(png, png.length / 2));
        assertTrue(
                failure(draft.build()).startsWith("data.train.samples: file:" + bad + " cannot be read as an image: "));
    }

    @Test
    void whatIsNoPhotoIsCountedAndNoPhotoIsLeftOut() throws IOException {
        write(folder.resolve("cat/_DSC0001.jpg"), jpeg(noise(3)));
        write(folder.resolve("cat/2024-05-01 12:30:01.jpg"), jpeg(noise(4)));
        write(folder.resolve("cat/noname"), png(plain(2, 2, 1, 2, 3)));
        write(folder.resolve("cat/Thumbs.db"), "thumbs");
        write(folder.resolve("cat/.DS_Store"), "store");
        write(folder.resolve("cat/_SUCCESS"), "");
        write(folder.resolve("dog/PNG.JPEG"), png(plain(2, 2, 1, 2, 3)));
        write(folder.resolve("dog/empty.jpg"), "");
        Files.createSymbolicLink(folder.resolve("dog/link.jpg"), folder.resolve("nowhere.jpg"));
        draft.badRecords = new BadRecordPolicy(BadRecordPolicy.OnBadRecord.SKIP, 0.9);
        BadRecords found = BadRecords.in(DataTesting.read(draft.build()).samples());
        assertEquals(6, found.records());
        assertEquals(
                List.of(
                        "data.train.samples: file:" + folder
                                + "/dog/empty.jpg cannot be read as an image: expected a JPEG,"
                                + " PNG, GIF, BMP, TIFF or WebP image",
                        "data.train.samples: file:" + folder + "/dog/link.jpg is a link that leads nowhere"),
                found.listed());
        assertEquals(
                "note: left out 3 files of data.train that are no images: .DS_Store, Thumbs.db, _SUCCESS",
                found.reportLeftOut("data.train").orElseThrow());
    }

    @Test
    void theFolderThatHoldsTheClassesIsNamed() {
        write(folder.resolve("train/cat/0.png"), png(plain(2, 2, 1, 2, 3)));
        write(folder.resolve("val/cat/0.png"), png(plain(2, 2, 1, 2, 3)));
        assertEquals(
                "data.train.samples: file:" + folder
                        + " holds no folders of photos, but folders of folders: name the one that"
                        + " holds the classes, data.train.samples=" + folder + "/train",
                failure(draft.build()));
    }

    @Test
    void foldersMustBeTheClasses() {
        String path = folder.toString();
        assertEquals(
                "data.train.samples: file:" + path + " has no subfolders; expected one per class",
                failure(draft.build()));
        write(folder.resolve("a/0.png"), png(plain(2, 2, 1, 2, 3)));
        assertEquals(
                "data.train.samples: expected 2 folders (data.classes) in " + path + ", but found 1",
                failure(draft.build()));
        write(folder.resolve("b/0.png"), png(plain(2, 2, 1, 2, 3)));
        draft.labelValues = List.of("a", "c");
        assertEquals(
                "data.train.samples: the name of file:" + path + "/b must be one of data.label-values [a, c]",
                failure(draft.build()));
        draft.train = new DataSource(path + "/none", "");
        assertEquals(
                "data.train.samples: no folder at file:" + path + "/none; check this path and data.root",
                failure(draft.build()));
    }

    @Test
    void sizesMustFit() {
        draft.shape = List.of(1, 2, 2);
        assertRejected("data.shape must be [3, height, width] for images, with data.classes >= 2, but was [1, 2, 2]");
        draft.shape = List.of(3, 2, 5);
        draft.images = new ImageOptions(4, ImageOptions.Keep.DECODED, false);
        assertRejected("data.images.resize must be >= 5 (data.shape), or 0, but was 4");
        assertEquals(
                "data.images.resize must be >= 0, but was -1",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new ImageOptions(-1, ImageOptions.Keep.DECODED, false))
                        .getMessage());
    }

    private void assertRejected(String message) {
        assertEquals(
                message,
                assertThrows(IllegalArgumentException.class, draft::build).getMessage());
    }

    private void assertFailure(Path file, String fault) {
        assertEquals(
                "data.train.samples: file:" + file + " cannot be read as an image: " + fault, failure(draft.build()));
    }

    private SampleSet readSplit(DataConfig config, int parallelism) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(DataTesting.spark().sparkContext());
        return ImagesReader.read(context, config, config.train(), "data.train.samples", parallelism);
    }

    private static BufferedImage plain(int width, int height, int red, int green, int blue) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, red << 16 | green << 8 | blue);
        }
        return image;
    }

    private static BufferedImage random(long seed, int width, int height, int type) {
        Random random = new Random(seed);
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }

    private static WritableRaster noise(int bands) {
        WritableRaster raster = Raster.createInterleavedRaster(0, 16, 16, bands, null);
        Random random = new Random(1);
        raster.setPixels(0, 0, 16, 16, random.ints(256L * bands, 0, 256).toArray());
        return raster;
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A file whose bands are stored as they are: four of them are CMYK. */
    private static byte[] jpeg(Raster raster) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(new IIOImage(raster, null, null));
        }
        writer.dispose();
        return out.toByteArray();
    }
}
