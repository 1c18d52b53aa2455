package io.aligspark.job.data;

import java.io.Serializable;
import java.util.SplittableRandom;

/** Turns packed samples into what a network reads. Executor; immutable, so threads may share one. */
public interface SampleDecoder extends Serializable {

    /**
     * Decodes one sample.
     *
     * @param features {@link Sample#features} of one sample; only read
     * @param out receives {@link #sampleLength()} values in c order of {@code data.shape}
     * @param offset index in {@code out} of the first one
     * @throws IllegalArgumentException if the sample has another length
     * @throws IndexOutOfBoundsException if {@code out} is too short
     */
    void decode(byte[] features, float[] out, int offset);

    /**
     * The same for training, with the random changes of {@link Augmentation}, if there are any.
     *
     * @param random where they are drawn from
     */
    default void decodeAugmented(byte[] features, SplittableRandom random, float[] out, int offset) {
        decode(features, out, offset);
    }

    /** Values of a decoded sample. */
    int sampleLength();

    /** Checks that a packed sample has so many bytes. */
    static void requireLength(byte[] features, int bytes) {
        if (features.length != bytes) {
            throw new IllegalArgumentException(
                    "a packed sample must have " + bytes + " bytes, but has " + features.length);
        }
    }
}
