package io.aligspark.job.exchange;

import io.aligspark.networks.Precision;
import java.nio.ByteBuffer;
import java.nio.ShortBuffer;

/**
 * Where floats go that a member expects: to {@code values[from, from + length)}.
 *
 * @param precision that they travel with
 * @param values null for the array of a sender in the same JVM, by reference
 * @param base what they are differences to, which may be {@code values}: {@code values = base + difference}; null if they
 *     are values
 * @param length number of elements, at least 1
 */
record Landing(Precision precision, float[] values, float[] base, int from, int length) {

    /** Of values. */
    static Landing of(Precision precision, float[] values, int from, int length) {
        return new Landing(precision, values, null, from, length);
    }

    /** Takes elements off the wire, as {@link Frame} puts them there; the first is element {@code start}. */
    void read(ByteBuffer bytes, int start, int count) {
        int first = from + start;
        if (precision == Precision.FP32) {
            bytes.asFloatBuffer().get(values, first, count);
            return;
        }
        ShortBuffer upper = bytes.asShortBuffer();
        for (int i = 0; i < count; i++) {
            float element = Float.intBitsToFloat(upper.get(i) << Short.SIZE);
            values[first + i] = base == null ? element : base[first + i] + element;
        }
    }

    /** Copies all from a sender of the same JVM. */
    void copy(Outgoing sent) {
        if (base == null) {
            System.arraycopy(sent.values(), sent.from(), values, from, length);
            return;
        }
        float[] differences = sent.values();
        for (int i = 0; i < length; i++) {
            values[from + i] = base[from + i] + differences[sent.from() + i];
        }
    }
}
