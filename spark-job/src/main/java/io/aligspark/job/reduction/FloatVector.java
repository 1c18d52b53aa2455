package io.aligspark.job.reduction;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A float array that is serialised as raw bytes: several times faster than Java's own way. */
@DefaultSerializer(JavaSerializer.class)
public final class FloatVector implements Externalizable {
    private static final long serialVersionUID = 1;
    private static final int CHUNK_BYTES = 1 << 16;

    private float[] values = {};

    /** For deserialisation. */
    public FloatVector() {}

    /** Wraps without copying. */
    public FloatVector(float[] values) {
        this.values = values;
    }

    /** The array itself. */
    public float[] values() {
        return values;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        write(values, out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        values = read(in);
    }

    static void write(float[] values, DataOutput out) throws IOException {
        out.writeInt(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i += CHUNK_BYTES / Float.BYTES) {
            int count = Math.min(CHUNK_BYTES / Float.BYTES, values.length - i);
            bytes.asFloatBuffer().put(0, values, i, count);
            out.write(bytes.array(), 0, count * Float.BYTES);
        }
    }

    static float[] read(DataInput in) throws IOException {
        float[] values = new float[in.readInt()];
        ByteBuffer bytes = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < values.length; i += CHUNK_BYTES / Float.BYTES) {
            int count = Math.min(CHUNK_BYTES / Float.BYTES, values.length - i);
            in.readFully(bytes.array(), 0, count * Float.BYTES);
            bytes.asFloatBuffer().get(0, values, i, count);
        }
        return values;
    }
}
