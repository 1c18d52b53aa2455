package io.aligspark.networks;

import io.aligspark.networks.KeyedRandom.Purpose;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each tensor lies in a flat array. Everything that moves, is reduced, projected, checkpointed or exported is a
 * range of such an array; tensors follow each other in PyTorch's order, each row-major in PyTorch's layout.
 *
 * @param entries in order, without gaps
 */
public record Layout(List<Entry> entries) implements Serializable {

    /**
     * One tensor of the array.
     *
     * @param spec name, shape and initialiser
     * @param offset of its first element
     */
    public record Entry(TensorSpec spec, int offset) implements Serializable {
        /** Number of elements. */
        public int length() {
            return spec.shape().length();
        }
    }

    /** Copies the list. */
    public Layout {
        entries = List.copyOf(entries);
    }

    /**
     * Tensors one after another.
     *
     * @throws IllegalArgumentException if they have more elements than an array can hold
     */
    public static Layout of(List<TensorSpec> tensors) {
        List<Entry> entries = new ArrayList<>();
        int offset = 0;
        for (TensorSpec tensor : tensors) {
            entries.add(new Entry(tensor, offset));
            if (tensor.shape().length() > Integer.MAX_VALUE - offset) {
                throw new IllegalArgumentException("a network must have at most " + Integer.MAX_VALUE
                        + " parameters, but with tensor " + tensor.name() + " " + tensor.shape() + " it has more");
            }
            offset += tensor.shape().length();
        }
        return new Layout(entries);
    }

    /** Number of elements of the flat array. */
    public int length() {
        return entries.isEmpty()
                ? 0
                : entries.get(entries.size() - 1).offset()
                        + entries.get(entries.size() - 1).length();
    }

    /**
     * A new array in which tensor i is filled by its initialiser, keyed by (seed, i).
     *
     * @return {@code [length()]}, owned by the caller
     */
    public float[] initialValues(long seed) {
        float[] values = new float[length()];
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            entry.spec()
                    .initialiser()
                    .fill(values, entry.offset(), entry.length(), KeyedRandom.of(seed, Purpose.INITIALISATION, i));
        }
        return values;
    }
}
