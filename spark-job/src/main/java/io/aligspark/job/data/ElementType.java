package io.aligspark.job.data;

/** How one value of a sample is packed. */
public enum ElementType {
    /** One unsigned byte, 0 to 255: pixels. */
    UINT8(1),
    /** Four bytes, IEEE 754 single precision, little-endian: CSV and LIBSVM files. */
    FLOAT32(Float.BYTES);

    private final int bytes;

    ElementType(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Width of one value.
     *
     * @return bytes per value
     */
    public int bytes() {
        return bytes;
    }
}
