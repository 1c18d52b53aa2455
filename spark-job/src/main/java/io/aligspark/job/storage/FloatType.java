package io.aligspark.job.storage;

import java.nio.ByteBuffer;
import java.util.Map;

/** The floating-point types of safetensors files, and their elements as float. */
enum FloatType {
    /** Single precision. */
    F32(Float.BYTES) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return bytes.getFloat(Float.BYTES * index);
        }
    },
    /** Double precision, rounded. */
    F64(Double.BYTES) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return (float) bytes.getDouble(Double.BYTES * index);
        }
    },
    /** Half precision: 1 bit of sign, 5 of exponent, 10 of fraction. */
    F16(Short.BYTES) {
        @Override
        float read(ByteBuffer bytes, int index) {
            int bits = bytes.getShort(Short.BYTES * index);
            int exponent = bits >>> 10 & 0x1f;
            int fraction = bits & 0x3ff;
            float magnitude;
            if (exponent == 0) {
                magnitude = fraction * 0x1p-24f;
            } else if (exponent == 0x1f) {
                magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            } else {
                magnitude = Float.intBitsToFloat(((exponent + 127 - 15) << 23) | (fraction << 13));
            }
            return (bits & 0x8000) == 0 ? magnitude : -magnitude;
        }
    },
    /** The upper half of single precision. */
    BF16(Short.BYTES) {
        @Override
        float read(ByteBuffer bytes, int index) {
            return Float.intBitsToFloat(bytes.getShort(Short.BYTES * index) << 16);
        }
    };

    /** By their names in files. */
    static final Map<String, FloatType> NAMES = Map.of("F32", F32, "F64", F64, "F16", F16, "BF16", BF16);

    private final int bytes;

    FloatType(int bytes) {
        this.bytes = bytes;
    }

    /** Of one element. */
    int bytes() {
        return bytes;
    }

    /** The element of that index. */
    abstract float read(ByteBuffer bytes, int index);
}
