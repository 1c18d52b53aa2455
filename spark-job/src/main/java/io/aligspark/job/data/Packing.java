package io.aligspark.job.data;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Little-endian numbers in byte arrays, and their hash. */
public final class Packing {
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private Packing() {}

    public static float getFloat(byte[] bytes, int offset) {
        return (float) FLOAT.get(bytes, offset);
    }

    public static void putFloat(byte[] bytes, int offset, float value) {
        FLOAT.set(bytes, offset, value);
    }

    public static int getInt(byte[] bytes, int offset) {
        return (int) INT.get(bytes, offset);
    }

    public static void putInt(byte[] bytes, int offset, int value) {
        INT.set(bytes, offset, value);
    }

    /** 64-bit hash of an array. */
    public static long hash(byte[] bytes) {
        long hash = mix(bytes.length);
        int whole = bytes.length - bytes.length % Integer.BYTES;
        for (int i = 0; i < whole; i += Integer.BYTES) {
            hash = mix(hash ^ Integer.toUnsignedLong(getInt(bytes, i)));
        }
        for (int i = whole; i < bytes.length; i++) {
            hash = mix(hash ^ Byte.toUnsignedLong(bytes[i]));
        }
        return hash;
    }

    /** A bijection that spreads every bit over all 64: the finaliser of SplitMix64 (Steele et al., OOPSLA 2014). */
    static long mix(long value) {
        long z = value + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
