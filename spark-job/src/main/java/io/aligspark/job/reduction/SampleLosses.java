package io.aligspark.job.reduction;

import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Arrays;

/**
 * The losses of single samples, for optimizers that keep numbers per sample.
 *
 * @param places {@code [n]} of the samples among all training samples, which stay the same for the whole run
 * @param losses {@code [n]}
 */
public record SampleLosses(int[] places, float[] losses) {
    /** Of no sample. */
    public static final SampleLosses NONE = new SampleLosses(new int[0], new float[0]);

    SampleLosses and(SampleLosses others) {
        if (others.places.length == 0) {
            return this;
        }
        int n = places.length;
        int[] allPlaces = Arrays.copyOf(places, n + others.places.length);
        float[] allLosses = Arrays.copyOf(losses, n + others.losses.length);
        System.arraycopy(others.places, 0, allPlaces, n, others.places.length);
        System.arraycopy(others.losses, 0, allLosses, n, others.losses.length);
        return new SampleLosses(allPlaces, allLosses);
    }

    void write(ObjectOutput out) throws IOException {
        out.writeInt(places.length);
        for (int place : places) {
            out.writeInt(place);
        }
        FloatVector.write(losses, out);
    }

    static SampleLosses read(ObjectInput in) throws IOException {
        int[] places = new int[in.readInt()];
        for (int i = 0; i < places.length; i++) {
            places[i] = in.readInt();
        }
        return new SampleLosses(places, FloatVector.read(in));
    }
}
