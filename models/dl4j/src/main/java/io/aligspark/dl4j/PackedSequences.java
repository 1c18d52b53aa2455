package io.aligspark.dl4j;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The real steps of padded sequences {@code [n, time, channels]}, packed step by step: first step 0 of every sequence,
 * longest first, then step 1 of those that are longer than 1, and so on. The sequences of a step are the first of those of
 * the step before, so each step is a matrix without padding.
 */
final class PackedSequences {
    private final int time;
    private final int[] lengths;
    private final int[] order;
    private final int[] starts;

    private PackedSequences(int time, int[] lengths) {
        this.time = time;
        this.lengths = lengths;
        order = IntStream.range(0, lengths.length)
                .boxed()
                .sorted(Comparator.comparing((Integer sequence) -> -lengths[sequence]))
                .mapToInt(Integer::intValue)
                .toArray();
        starts = new int[IntStream.of(lengths).max().orElse(0) + 1];
        for (int step = 0; step + 1 < starts.length; step++) {
            int current = step;
            starts[step + 1] = starts[step]
                    + (int) IntStream.of(lengths)
                            .filter(length -> length > current)
                            .count();
        }
    }

    /**
     * Finds the lengths: trailing steps whose values are all zero are padding.
     *
     * @param values {@code [n, time, channels]}, row-major
     */
    static PackedSequences of(NativeArray values, int time, int channels) {
        return new PackedSequences(time, lengths(values, time, channels));
    }

    /** Number of real steps of each sequence of {@code [n, time, channels]}. */
    static int[] lengths(NativeArray values, int time, int channels) {
        int[] lengths = new int[values.length() / (time * channels)];
        double[] step = new double[channels];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int length = time;
            while (length > 0) {
                values.get((sequence * time + length - 1) * channels, step, channels);
                if (!isZero(step)) {
                    break;
                }
                length--;
            }
            lengths[sequence] = length;
        }
        return lengths;
    }

    /** Number of sequences, empty ones included. */
    int sequences() {
        return lengths.length;
    }

    /** Steps of the longest sequence. */
    int steps() {
        return starts.length - 1;
    }

    /** Rows of the packed matrix: real steps of all sequences. */
    int rows() {
        return starts[steps()];
    }

    /** First row of a step in the packed matrix. */
    int start(int step) {
        return starts[step];
    }

    /** Number of sequences that have this step; none before the first step and after the last. */
    int active(int step) {
        return step < 0 || step >= steps() ? 0 : starts[step + 1] - starts[step];
    }

    /** Row of {@code [n · time, channels]} that holds this step of the rank-th longest sequence. */
    int paddedRow(int step, int rank) {
        return order[rank] * time + step;
    }

    /** Copies the real steps to a packed matrix. */
    void pack(NativeArray padded, Matrix packed) {
        for (int step = 0; step < steps(); step++) {
            for (int rank = 0; rank < active(step); rank++) {
                packed.array()
                        .copy(
                                padded,
                                paddedRow(step, rank) * packed.columns(),
                                packed.at(start(step) + rank),
                                packed.columns());
            }
        }
    }

    /** Copies the rows of a packed matrix to their places and zeros the padding. */
    void unpack(Matrix packed, NativeArray padded) {
        clearPadding(padded, packed.columns());
        for (int step = 0; step < steps(); step++) {
            for (int rank = 0; rank < active(step); rank++) {
                padded.copy(
                        packed.array(),
                        packed.at(start(step) + rank),
                        paddedRow(step, rank) * packed.columns(),
                        packed.columns());
            }
        }
    }

    /** Zeros the padded steps of {@code [n, time, channels]}. */
    void clearPadding(NativeArray padded, int channels) {
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            padded.clear((sequence * time + lengths[sequence]) * channels, (time - lengths[sequence]) * channels);
        }
    }

    private static boolean isZero(double[] values) {
        for (double value : values) {
            if (value != 0) {
                return false;
            }
        }
        return true;
    }
}
