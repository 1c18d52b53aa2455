package io.aligspark.job.data.sentences;

import io.aligspark.job.data.Packing;
import io.aligspark.job.data.SampleDecoder;
import java.util.Arrays;
import java.util.Objects;
import org.apache.spark.broadcast.Broadcast;

/**
 * Looks up word vectors: a packed sample is {@code [2, time]} numbers of words, four bytes each, and becomes
 * {@code [2, time, d]} values. Number n stands for row n - 1 of the table, and 0 for the end of a sentence: zeros.
 */
final class EmbeddingDecoder implements SampleDecoder {
    private static final long serialVersionUID = 1L;
    private static final int SENTENCES = 2;

    private final Broadcast<float[]> table;
    private final int time;
    private final int length;

    /**
     * A decoder for one set of samples.
     *
     * @param table {@code [words, length]}; only read
     * @param time words of a sentence
     * @param length of a vector
     */
    EmbeddingDecoder(Broadcast<float[]> table, int time, int length) {
        this.table = table;
        this.time = time;
        this.length = length;
    }

    @Override
    public void decode(byte[] features, float[] out, int offset) {
        int words = SENTENCES * time;
        SampleDecoder.requireLength(features, words * Integer.BYTES);
        Objects.checkFromIndexSize(offset, sampleLength(), out.length);
        float[] vectors = table.value();
        for (int word = 0; word < words; word++) {
            int number = Packing.getInt(features, word * Integer.BYTES);
            int to = offset + word * length;
            if (number == 0) {
                Arrays.fill(out, to, to + length, 0);
            } else {
                System.arraycopy(vectors, (number - 1) * length, out, to, length);
            }
        }
    }

    @Override
    public int sampleLength() {
        return SENTENCES * time * length;
    }
}
