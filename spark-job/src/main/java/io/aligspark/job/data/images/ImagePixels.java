package io.aligspark.job.data.images;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** A decoded image in RGB, row by row. */
interface ImagePixels {
    /** Channels of a row. */
    int CHANNELS = 3;

    /** Pixels of a row. */
    int width();

    /** Rows. */
    int height();

    /** One row, {@code [channel, column]}, in [0, 255]; owned by the caller. */
    float[] line(int row);

    /**
     * The stored numbers of grey and RGB images of 8 bits, and the upper 8 bits of those of 16: grey becomes three equal
     * channels, an alpha channel is dropped. Others as Java converts them to sRGB.
     */
    static ImagePixels of(BufferedImage image) {
        ColorModel colors = image.getColorModel();
        int inColor = colors.getNumColorComponents();
        int bits = colors.getComponentSize(0);
        boolean stored = !(colors instanceof IndexColorModel)
                && (inColor == 1 || inColor == CHANNELS)
                && (bits == 8 || (bits == 16 && colors.getTransferType() == DataBuffer.TYPE_USHORT));
        // getRGB would brighten grey images.
        return stored ? new Stored(image.getRaster(), inColor, bits - 8) : new Converted(image);
    }

    /** Stored numbers. */
    record Stored(Raster raster, int inColor, int shift) implements ImagePixels {
        @Override
        public int width() {
            return raster.getWidth();
        }

        @Override
        public int height() {
            return raster.getHeight();
        }

        @Override
        public float[] line(int row) {
            int columns = width();
            float[] line = new float[CHANNELS * columns];
            int bands = raster.getNumBands();
            int[] pixels = raster.getPixels(raster.getMinX(), raster.getMinY() + row, columns, 1, (int[]) null);
            for (int channel = 0; channel < CHANNELS; channel++) {
                int band = inColor == 1 ? 0 : channel;
                for (int column = 0; column < columns; column++) {
                    line[channel * columns + column] = pixels[column * bands + band] >> shift;
                }
            }
            return line;
        }
    }

    /** What Java makes of it. */
    record Converted(BufferedImage image) implements ImagePixels {
        @Override
        public int width() {
            return image.getWidth();
        }

        @Override
        public int height() {
            return image.getHeight();
        }

        @Override
        public float[] line(int row) {
            int columns = width();
            int[] pixels = image.getRGB(0, row, columns, 1, null, 0, columns);
            float[] line = new float[CHANNELS * columns];
            for (int channel = 0; channel < CHANNELS; channel++) {
                for (int column = 0; column < columns; column++) {
                    line[channel * columns + column] = (pixels[column] >> (8 * (CHANNELS - 1 - channel))) & 0xff;
                }
            }
            return line;
        }
    }

    /**
     * Four inks of a JPEG, where each channel is what two of them let through: {@code (255 - ink) (255 - black) / 255}, as
     * Pillow and so torchvision convert them, without colour profiles.
     *
     * @param inverted whether the numbers are 255 - ink, as Adobe's programs write them
     * @param luminance whether the three coloured inks are stored as luminance and chrominance (YCCK)
     */
    record Inks(Raster raster, boolean inverted, boolean luminance) implements ImagePixels {
        private static final int MAX = 255;

        @Override
        public int width() {
            return raster.getWidth();
        }

        @Override
        public int height() {
            return raster.getHeight();
        }

        @Override
        public float[] line(int row) {
            int columns = width();
            int[] pixels = raster.getPixels(raster.getMinX(), raster.getMinY() + row, columns, 1, (int[]) null);
            float[] line = new float[CHANNELS * columns];
            int[] ink = new int[CHANNELS];
            for (int column = 0; column < columns; column++) {
                int at = 4 * column;
                if (luminance) {
                    ofLuminance(pixels[at], pixels[at + 1] - 128, pixels[at + 2] - 128, ink);
                } else {
                    System.arraycopy(pixels, at, ink, 0, CHANNELS);
                }
                int black = inverted ? pixels[at + CHANNELS] : MAX - pixels[at + CHANNELS];
                for (int channel = 0; channel < CHANNELS; channel++) {
                    int through = inverted ? ink[channel] : MAX - ink[channel];
                    // To the nearest number.
                    int product = (through * black + MAX / 2) / MAX;
                    line[channel * columns + column] = product;
                }
            }
            return line;
        }

        /** The inks are 255 less red, green and blue (ITU-R BT.601, as in JFIF). */
        private static void ofLuminance(int y, int cb, int cr, int[] ink) {
            ink[0] = MAX - clip(y + 1.402 * cr);
            ink[1] = MAX - clip(y - 0.344136 * cb - 0.714136 * cr);
            ink[2] = MAX - clip(y + 1.772 * cb);
        }

        private static int clip(double value) {
            return (int) Math.max(0, Math.min(MAX, Math.rint(value)));
        }
    }

    /**
     * Turned and mirrored.
     *
     * @param orientation of EXIF 2.3, 2 to 8
     */
    static ImagePixels upright(ImagePixels image, int orientation) {
        // From 5 on, rows become columns.
        boolean transposed = orientation >= 5;
        int width = transposed ? image.height() : image.width();
        int height = transposed ? image.width() : image.height();
        boolean flipColumns = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean flipRows = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        float[][] lines = new float[height][CHANNELS * width];
        for (int row = 0; row < image.height(); row++) {
            float[] line = image.line(row);
            for (int column = 0; column < image.width(); column++) {
                // Where the pixel goes: EXIF says on which sides the stored row 0 and column 0 are.
                int r = flipRows ? image.height() - 1 - row : row;
                int c = flipColumns ? image.width() - 1 - column : column;
                for (int channel = 0; channel < CHANNELS; channel++) {
                    float value = line[channel * image.width() + column];
                    if (transposed) {
                        lines[c][channel * width + r] = value;
                    } else {
                        lines[r][channel * width + c] = value;
                    }
                }
            }
        }
        return new Lines(lines, width);
    }

    /** Rows in memory. */
    record Lines(float[][] lines, int width) implements ImagePixels {
        @Override
        public int height() {
            return lines.length;
        }

        @Override
        public float[] line(int row) {
            return lines[row].clone();
        }
    }
}
