package io.aligspark.job.data;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Makes samples of photos: decodes them with the image readers of the Java runtime, scales the short side by
 * {@link TriangleFilter} and cuts out the centre, or another part. Grey becomes three equal channels; an alpha channel is dropped.
 *
 * @param resize pixels of the short side before the cut
 * @param height of a sample
 * @param width of a sample
 */
record ImageDecoder(int resize, int height, int width) implements Serializable {
    private static final int CHANNELS = 3;
    private static final int BITS = 8;
    private static final Set<String> FORMATS = Set.of("jpeg", "png");

    private static final long MAX_PIXELS = 1 << 27;
    /** Plain images have up to 8,256 in PNG (1032 x 8) and fewer in JPEG. */
    private static final long MAX_PIXELS_PER_BYTE = 10_000;

    private static final byte[] JPEG = {(byte) 0xff, (byte) 0xd8, (byte) 0xff};
    private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G'};

    /** Samples of a shape {@code [3, height, width]}; {@code resize} 0 stands for the larger of both. */
    static ImageDecoder of(DataConfig config) {
        int height = config.shape().get(1);
        int width = config.shape().get(2);
        int resize = config.images().resize();
        return new ImageDecoder(resize == 0 ? Math.max(height, width) : resize, height, width);
    }

    /** Whether a file begins as a JPEG or PNG file does. */
    static boolean isImage(byte[] file) {
        return startsWith(file, JPEG) || startsWith(file, PNG);
    }

    /**
     * Decodes one image.
     *
     * @param random where the place of the cut is drawn from, first the column; empty for the centre
     * @return {@code [3, height, width]}, a byte each
     * @throws IOException if it is no whole JPEG or PNG image of 8 bits in RGB or grey
     */
    byte[] decode(ByteArrayInputStream in, Optional<SplittableRandom> random) throws IOException {
        BufferedImage image = read(in);
        double scale = (double) resize / Math.min(image.getWidth(), image.getHeight());
        TriangleFilter columns = cut(image.getWidth(), scale, width, random);
        TriangleFilter rows = cut(image.getHeight(), scale, height, random);
        // [row, channel, column], first across, then down; rows above and below the cut are never looked at.
        int first = rows.first();
        float[][] across = new float[rows.end() - first][];
        for (int row = 0; row < across.length; row++) {
            float[] line = line(image, first + row);
            across[row] = new float[CHANNELS * width];
            for (int channel = 0; channel < CHANNELS; channel++) {
                columns.apply(line, channel * image.getWidth(), across[row], channel * width);
            }
        }
        return down(rows, across);
    }

    private static boolean startsWith(byte[] file, byte[] start) {
        return file.length >= start.length && Arrays.equals(file, 0, start.length, start, 0, start.length);
    }

    private TriangleFilter cut(int size, double scale, int cut, Optional<SplittableRandom> random) {
        int scaled = Math.max(resize, (int) (size * scale));
        int first = random.map(draws -> draws.nextInt(scaled - cut + 1)).orElse((scaled - cut) / 2);
        return new TriangleFilter(size, scaled, first, cut);
    }

    private byte[] down(TriangleFilter rows, float[][] across) {
        byte[] sample = new byte[CHANNELS * height * width];
        float[] line = new float[rows.end()];
        float[] scaled = new float[height];
        for (int i = 0; i < CHANNELS * width; i++) {
            for (int row = 0; row < across.length; row++) {
                line[rows.first() + row] = across[row][i];
            }
            rows.apply(line, 0, scaled, 0);
            for (int row = 0; row < height; row++) {
                sample[(i / width * height + row) * width + i % width] = (byte) Math.round(scaled[row]);
            }
        }
        return sample;
    }

    /** One row [channel, column]. */
    private static float[] line(BufferedImage image, int row) throws IOException {
        int columns = image.getWidth();
        float[] line = new float[CHANNELS * columns];
        ColorModel colors = image.getColorModel();
        if (colors instanceof IndexColorModel) {
            int[] pixels = image.getRGB(0, row, columns, 1, null, 0, columns);
            for (int channel = 0; channel < CHANNELS; channel++) {
                for (int column = 0; column < columns; column++) {
                    line[channel * columns + column] = (pixels[column] >> (BITS * (CHANNELS - 1 - channel))) & 0xff;
                }
            }
            return line;
        }
        // The stored numbers: getRGB would brighten grey images.
        int inColor = colors.getNumColorComponents();
        if ((inColor != 1 && inColor != CHANNELS) || colors.getComponentSize(0) != BITS) {
            throw new IOException("expected grey or RGB of 8 bits, but found " + inColor + " channels of "
                    + colors.getComponentSize(0) + " bits");
        }
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        int[] pixels = raster.getPixels(raster.getMinX(), raster.getMinY() + row, columns, 1, (int[]) null);
        for (int channel = 0; channel < CHANNELS; channel++) {
            int band = inColor == 1 ? 0 : channel;
            for (int column = 0; column < columns; column++) {
                line[channel * columns + column] = pixels[column * bands + band];
            }
        }
        return line;
    }

    // Before there is memory for them.
    private static void requireSize(ImageReader reader, long bytes) throws IOException {
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS || pixels > MAX_PIXELS_PER_BYTE * bytes) {
            throw new IOException("its header says " + reader.getWidth(0) + " x " + reader.getHeight(0)
                    + " pixels, more than its " + bytes + " bytes can hold, or than " + MAX_PIXELS);
        }
    }

    private static BufferedImage read(ByteArrayInputStream in) throws IOException {
        long bytes = in.available();
        try (ImageInputStream data = new MemoryCacheImageInputStream(in)) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(data);
            ImageReader reader = readers.hasNext() ? readers.next() : null;
            if (reader == null || !FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
                throw new IOException("expected a JPEG or PNG image");
            }
            try {
                reader.setInput(data);
                requireSize(reader, bytes);
                boolean[] cut = new boolean[1];
                // A JPEG that ends early is only a warning, that there is no EOI (end of image) marker.
                reader.addIIOReadWarningListener((source, warning) -> cut[0] |= warning.contains("EOI"));
                BufferedImage image = reader.read(0);
                if (cut[0]) {
                    throw new IOException("the image is cut short");
                }
                return image;
            } catch (RuntimeException e) {
                // What the readers throw on damaged files.
                throw new IOException(e);
            } finally {
                reader.dispose();
            }
        }
    }
}
