package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Random changes of training images, before they are normalised. Never of validation and test images.
 *
 * @param pad zeros added on each side; from the larger image a random part of the old size is cut out
 * @param crop where a photo is cut, after it is resized
 * @param flip whether every other image, at random, is mirrored left to right
 */
public record Augmentation(int pad, Crop crop, boolean flip) implements Serializable {

    /** Where {@code data.shape} is cut out of a resized photo. */
    public enum Crop {
        /** In the middle. */
        CENTRE,
        /** At a random place. */
        RANDOM
    }

    /** Nothing changes. */
    public static final Augmentation NONE = new Augmentation(0, Crop.CENTRE, false);

    /**
     * Checks the padding.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Augmentation {
        Objects.requireNonNull(crop, "data.augment.crop");
        require(pad >= 0, "data.augment.pad", ">= 0", pad);
    }

    /**
     * Pads, cuts and mirrors one image. Draws the row, the column and the mirroring, as far as they are random. Executor.
     *
     * @param pixels {@code [channels, height, width]}, a byte each; only read
     * @return as many in an array of their own
     */
    public byte[] apply(byte[] pixels, int channels, int height, int width, SplittableRandom random) {
        int down = pad == 0 ? 0 : random.nextInt(2 * pad + 1) - pad;
        int right = pad == 0 ? 0 : random.nextInt(2 * pad + 1) - pad;
        boolean mirrored = flip && random.nextInt(2) == 1;
        byte[] out = new byte[channels * height * width];
        int firstRow = Math.max(0, -down);
        int lastRow = Math.min(height, height - down);
        int first = Math.max(0, -right);
        int last = Math.min(width, width - right);
        for (int channel = 0; channel < channels; channel++) {
            for (int row = firstRow; row < lastRow; row++) {
                int to = (channel * height + row) * width;
                int from = (channel * height + row + down) * width + right;
                for (int column = first; column < last; column++) {
                    out[to + (mirrored ? width - 1 - column : column)] = pixels[from + column];
                }
            }
        }
        return out;
    }
}
