package io.aligspark.dl4j;

import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.MaximumOverTime.Padding;
import java.io.Serial;
import java.util.Arrays;
import java.util.stream.LongStream;

/** {@link MaximumOverTime} on {@code [n, ..., time, c]}. */
final class MaximumOverTimeFunction implements HostFunction {
    @Serial
    private static final long serialVersionUID = 1;

    /** Winner where padding is the maximum. */
    private static final int NONE = -1;

    private final Padding padding;
    // [n · ... · c]: the step that is the maximum.
    private transient int[] winners = {};

    MaximumOverTimeFunction(Padding padding) {
        this.padding = padding;
    }

    @Override
    public long[] outputShape(long[] shape) {
        long[] output = Arrays.copyOf(shape, shape.length - 1);
        output[output.length - 1] = shape[shape.length - 1];
        return output;
    }

    @Override
    public void forward(NativeArray input, long[] shape, NativeArray output) {
        int time = (int) shape[shape.length - 2];
        int channels = (int) shape[shape.length - 1];
        int positions =
                (int) LongStream.of(shape).limit(shape.length - 2).skip(1).reduce(1, Math::multiplyExact);
        int[] lengths = PackedSequences.lengths(input, time, channels);
        int[] longest = new int[positions];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            longest[sequence % positions] = Math.max(longest[sequence % positions], lengths[sequence]);
        }
        winners = new int[lengths.length * channels];
        double[] maximum = new double[channels];
        double[] step = new double[channels];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int first = sequence * channels;
            boolean zero = lengths[sequence] == 0
                    || (padding == Padding.PARTICIPATES && lengths[sequence] < longest[sequence % positions]);
            Arrays.fill(maximum, Double.NEGATIVE_INFINITY);
            for (int t = 0; t < lengths[sequence]; t++) {
                input.get((sequence * time + t) * channels, step, channels);
                for (int c = 0; c < channels; c++) {
                    // NaN wins and stays.
                    if (step[c] > maximum[c] || Double.isNaN(step[c])) {
                        maximum[c] = step[c];
                        winners[first + c] = t;
                    }
                }
            }
            for (int c = 0; zero && c < channels; c++) {
                if (maximum[c] < 0) {
                    maximum[c] = 0;
                    winners[first + c] = NONE;
                }
            }
            output.put(first, maximum, channels);
        }
    }

    @Override
    public void backward(NativeArray input, long[] shape, NativeArray outputGradient, NativeArray inputGradient) {
        int time = (int) shape[shape.length - 2];
        int channels = (int) shape[shape.length - 1];
        inputGradient.clear(0, inputGradient.length());
        for (int i = 0; i < winners.length; i++) {
            if (winners[i] != NONE) {
                int sequence = i / channels;
                inputGradient.set((sequence * time + winners[i]) * channels + i % channels, outputGradient.get(i));
            }
        }
    }
}
