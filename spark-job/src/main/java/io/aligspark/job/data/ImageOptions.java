package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;
import java.util.Objects;

/**
 * How photos become samples.
 *
 * @param resize pixels of the short side, before the centre is cut out; 0 for the larger of height and width
 * @param keep what lies in memory
 * @param exifOrientation whether they are turned as EXIF says
 */
public record ImageOptions(int resize, Keep keep, boolean exifOrientation) implements Serializable {

    /** In which form photos lie in memory. */
    public enum Keep {
        /** As in the files; decoded whenever one is used. */
        ENCODED,
        /** As pixels of {@code data.shape}. */
        DECODED
    }

    /**
     * Checks the size.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public ImageOptions {
        Objects.requireNonNull(keep, "data.images.keep");
        require(resize >= 0, "data.images.resize", ">= 0", resize);
    }
}
