package io.aligspark.torch;

import static org.bytedeco.pytorch.global.torch.tensor;
import static org.bytedeco.pytorch.global.torch.zeros;

import io.aligspark.networks.MaximumOverTime.Padding;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** Layers on sequences {@code [n, ..., time, c]}, whose trailing steps of zeros are padding. */
final class Sequences {
    private Sequences() {}

    /**
     * A bidirectional LSTM over the real steps alone, {@code [n, ..., time, 2 hidden]} with zeros at padded steps.
     *
     * @param weights of PyTorch's LSTM, forward direction first
     */
    static Tensor lstm(Tensor x, int hidden, List<Tensor> weights, boolean training) {
        long[] sizes = x.shape();
        int time = (int) sizes[sizes.length - 2];
        long channels = sizes[sizes.length - 1];
        int[] lengths = lengths(x);
        sizes[sizes.length - 1] = 2L * hidden;
        int[] order = IntStream.range(0, lengths.length)
                .filter(sequence -> lengths[sequence] > 0)
                .boxed()
                .sorted(Comparator.comparing((Integer sequence) -> -lengths[sequence]))
                .mapToInt(Integer::intValue)
                .toArray();
        if (order.length == 0) {
            return zeros(sizes, x.options());
        }
        TensorVector all = new TensorVector(weights.toArray(Tensor[]::new));
        Tensor start = zeros(new long[] {2, order.length, hidden}, x.options());
        TensorVector state = new TensorVector(start, start);
        if (order.length == lengths.length && lengths[order[order.length - 1]] == time) {
            Tensor rows = x.reshape(-1, time, channels);
            return torchLstm(rows, state, all, training).view(sizes);
        }
        int steps = lengths[order[0]];
        long[] active = LongStream.range(0, steps)
                .map(step -> IntStream.of(order)
                        .filter(sequence -> lengths[sequence] > step)
                        .count())
                .toArray();
        // Row of [n · time] of each real step, step by step, longest sequence first.
        Tensor rows = tensor(IntStream.range(0, steps)
                        .boxed()
                        .flatMapToLong(step -> IntStream.range(0, (int) active[step])
                                .mapToLong(rank -> (long) order[rank] * time + step))
                        .toArray())
                .to(x.device(), ScalarType.Long);
        Tensor packed = x.reshape(-1, channels).index_select(0, rows);
        Tensor states = org.bytedeco
                .pytorch
                .global
                .torch
                .lstm(packed, tensor(active), state, all, true, 1, 0, training, true)
                .get0();
        return zeros(new long[] {(long) lengths.length * time, 2L * hidden}, states.options())
                .index_copy(0, rows, states)
                .view(sizes);
    }

    private static Tensor torchLstm(Tensor rows, TensorVector state, TensorVector weights, boolean training) {
        return org.bytedeco
                .pytorch
                .global
                .torch
                .lstm(rows, state, weights, true, 1, 0, training, true, true)
                .get0();
    }

    /** The largest element of each channel, {@code [n, ..., c]}; of equal ones the earliest gets the gradient. */
    static Tensor maximum(Tensor x, Padding padding) {
        long[] sizes = x.shape();
        int time = (int) sizes[sizes.length - 2];
        long channels = sizes[sizes.length - 1];
        int[] lengths = lengths(x);
        int positions = Math.toIntExact(
                LongStream.of(sizes).limit(sizes.length - 2L).skip(1).reduce(1, Math::multiplyExact));
        int[] longest = new int[positions];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            longest[sequence % positions] = Math.max(longest[sequence % positions], lengths[sequence]);
        }
        // Where zero joins the maximum, without a gradient.
        boolean[] zero = new boolean[lengths.length];
        for (int sequence = 0; sequence < zero.length; sequence++) {
            zero[sequence] = lengths[sequence] == 0
                    || (padding == Padding.PARTICIPATES && lengths[sequence] < longest[sequence % positions]);
        }
        Tensor rows = x.reshape(-1, time, channels);
        if (IntStream.of(lengths).anyMatch(length -> length < time)) {
            rows = rows.masked_fill(padded(lengths, time, x), new Scalar(Double.NEGATIVE_INFINITY));
        }
        Tensor maximum = rows.max(1, false).get0();
        if (IntStream.range(0, zero.length).anyMatch(sequence -> zero[sequence])) {
            Tensor joins = mask(zero, x, zero.length, 1).logical_and(maximum.lt(new Scalar(0)));
            maximum = maximum.masked_fill(joins, new Scalar(0));
        }
        long[] output = Arrays.copyOf(sizes, sizes.length - 1);
        output[output.length - 1] = channels;
        return maximum.view(output);
    }

    /** Number of real steps of each sequence. */
    private static int[] lengths(Tensor x) {
        long[] sizes = x.shape();
        int time = (int) sizes[sizes.length - 2];
        Tensor real = x.detach()
                .ne(new Scalar(0))
                .any(-1)
                .reshape(-1)
                .to(ScalarType.Byte)
                .cpu();
        byte[] steps = new byte[Math.toIntExact(real.numel())];
        real.data_ptr_byte().get(steps);
        int[] lengths = new int[steps.length / time];
        for (int sequence = 0; sequence < lengths.length; sequence++) {
            int length = time;
            while (length > 0 && steps[sequence * time + length - 1] == 0) {
                length--;
            }
            lengths[sequence] = length;
        }
        return lengths;
    }

    private static Tensor padded(int[] lengths, int time, Tensor like) {
        boolean[] padded = new boolean[lengths.length * time];
        for (int i = 0; i < padded.length; i++) {
            padded[i] = i % time >= lengths[i / time];
        }
        return mask(padded, like, lengths.length, time, 1);
    }

    private static Tensor mask(boolean[] values, Tensor like, long... sizes) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (values[i] ? 1 : 0);
        }
        return tensor(bytes).to(like.device(), ScalarType.Bool).view(sizes);
    }
}
