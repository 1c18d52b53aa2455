package io.aligspark.job.data.images;

import io.aligspark.job.data.DataConfig;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Makes samples of photos: decodes them ({@link ImageFile}), scales the short side by {@link TriangleFilter} and cuts out the
 * centre, or another part.
 *
 * @param resize pixels of the short side before the cut
 * @param height of a sample
 * @param width of a sample
 * @param upright whether photos are turned as their EXIF orientation says
 */
public record ImageDecoder(int resize, int height, int width, boolean upright) implements Serializable {
    private static final int CHANNELS = 3;
    /** Samples of a shape {@code [3, height, width]}; {@code resize} 0 stands for the larger of both. */
    public static ImageDecoder of(DataConfig config) {
        int height = config.shape().get(1);
        int width = config.shape().get(2);
        int resize = config.images().resize();
        return new ImageDecoder(
                resize == 0 ? Math.max(height, width) : resize,
                height,
                width,
                config.images().exifOrientation());
    }

    /**
     * Decodes one image.
     *
     * @param random where the place of the cut is drawn from, first the column; empty for the centre
     * @return {@code [3, height, width]}, a byte each
     * @throws IOException if it is no whole image of a format that is read
     */
    public byte[] decode(ByteArrayInputStream in, Optional<SplittableRandom> random) throws IOException {
        ImagePixels image = ImageFile.read(in.readAllBytes(), upright);
        double scale = (double) resize / Math.min(image.width(), image.height());
        TriangleFilter columns = cut(image.width(), scale, width, random);
        TriangleFilter rows = cut(image.height(), scale, height, random);
        // [row, channel, column], first across, then down; rows above and below the cut are never looked at.
        int first = rows.first();
        float[][] across = new float[rows.end() - first][];
        for (int row = 0; row < across.length; row++) {
            float[] line = image.line(first + row);
            across[row] = new float[CHANNELS * width];
            for (int channel = 0; channel < CHANNELS; channel++) {
                columns.apply(line, channel * image.width(), across[row], channel * width);
            }
        }
        return down(rows, across);
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
}
