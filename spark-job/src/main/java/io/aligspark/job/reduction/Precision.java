package io.aligspark.job.reduction;

/** How many bits of a float travel between the ranks of the peer reduction. */
public enum Precision {
    /** All 32. */
    FP32(Float.BYTES),
    /** The upper 16 of a value that was rounded to them: {@link Bfloat16}. */
    BF16(Short.BYTES);

    private final int bytes;

    Precision(int bytes) {
        this.bytes = bytes;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }
}
