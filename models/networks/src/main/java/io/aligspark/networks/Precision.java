package io.aligspark.networks;

/**
 * A format of floating-point numbers: in which an engine computes ({@code engine.precision}), and in which gradients and
 * parameters travel between tasks ({@code exchange.precision}). Where they are kept they are fp32 in any case.
 */
public enum Precision {
    /** IEEE 754 binary32. */
    FP32(Float.BYTES),
    /** Its upper 16 bits, bfloat16: the sign, all 8 bits of the exponent, 7 of the fraction. */
    BF16(Short.BYTES);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of a number. */
    public int bytes() {
        return bytes;
    }
}
