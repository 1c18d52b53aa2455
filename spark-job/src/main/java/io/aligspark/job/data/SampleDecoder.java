package io.aligspark.job.data;

import java.io.Serializable;

/** Turns packed samples into what a network reads. Executor; immutable, so threads may share one. */
public interface SampleDecoder extends Serializable {

    /**
     * Decodes one sample of a block.
     *
     * @param features block of equally long packed samples, one after another; only read
     * @param sample index of the sample in the block
     * @param out receives {@link #sampleLength()} values in c order of {@code data.shape}
     * @param offset index in {@code out} of the first one
     * @throws IndexOutOfBoundsException if the block has no such sample or {@code out} is too short
     */
    void decode(byte[] features, int sample, float[] out, int offset);

    /** Values of a decoded sample. */
    int sampleLength();
}
