package io.aligspark.job.data;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;

/**
 * One labelled sample, packed; or what stands for a record that cannot be used and is skipped.
 *
 * @param id stable and unique within its {@link SampleSet}: independent of partitions, file system, folder and cluster
 * @param target a class, 0 to classes - 1, as one number, or values to be predicted; owned by this sample; null for a file that
 *     is no record, and so not a bad one
 * @param features as the set's {@link SampleDecoder} reads them: packed values, {@link ElementType#bytes()} each,
 *     little-endian, in c order of {@code data.shape}, or an encoded image; owned by this sample and not to be written to
 * @param fault what is wrong with the record, or the name of what is none, or null
 */
@DefaultSerializer(JavaSerializer.class)
public record Sample(long id, float[] target, byte[] features, String fault) implements Serializable {

    /** A good one. */
    public Sample(long id, float[] target, byte[] features) {
        this(id, target, features, null);
    }

    /** Stands for a record that cannot be used; the id is only an order. */
    public static Sample bad(long id, String fault) {
        return new Sample(id, new float[0], new byte[0], fault);
    }

    /** Stands for a file among the records that is none of them: notes, or what a file manager keeps. */
    public static Sample leftOut(long id, String name) {
        return new Sample(id, null, new byte[0], name);
    }

    /** Whether it is to be skipped. */
    public boolean isBad() {
        return fault != null;
    }

    /** Whether it is to be skipped because it is no record. */
    public boolean isLeftOut() {
        return target == null;
    }
}
