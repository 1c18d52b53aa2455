package io.aligspark.job.reduction;

/**
 * Rounding to bfloat16, the upper 16 bits of a float: its sign, all 8 bits of its exponent, 7 of its fraction. To the
 * nearest, ties to even. What is finite stays so: beyond the largest number, 3.39e38, the largest is taken. Infinities stay,
 * and NaN stays NaN. Results are floats whose lower 16 bits are zero.
 */
public final class Bfloat16 {
    private static final int EXPONENT = 0x7F80_0000;
    private static final int QUIET = 0x0040_0000;
    private static final int UPPER = 0xFFFF_0000;

    private Bfloat16() {}

    /** The nearest bfloat16. */
    public static float round(float value) {
        int bits = Float.floatToRawIntBits(value);
        if ((bits & EXPONENT) == EXPONENT) {
            // The upper half of a NaN alone could be that of an infinity.
            return Float.intBitsToFloat((Float.isNaN(value) ? bits | QUIET : bits) & UPPER);
        }
        int rounded = (bits + 0x7FFF + ((bits >>> 16) & 1)) & UPPER;
        // One beyond the largest would have the exponent of an infinity.
        return Float.intBitsToFloat((rounded & EXPONENT) == EXPONENT ? bits & UPPER : rounded);
    }

    /**
     * Rounds values in place, with error feedback: {@code value = round(value + residual)}, and the residual becomes what
     * rounding took away, which is exact.
     *
     * @param values elements {@code [from, from + count)}
     * @param residuals elements {@code [residualFrom, residualFrom + count)}
     */
    static void round(float[] values, int from, float[] residuals, int residualFrom, int count) {
        for (int i = 0; i < count; i++) {
            float whole = values[from + i] + residuals[residualFrom + i];
            float rounded = round(whole);
            values[from + i] = rounded;
            residuals[residualFrom + i] = whole - rounded;
        }
    }
}
