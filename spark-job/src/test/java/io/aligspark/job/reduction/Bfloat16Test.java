package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Bfloat16Test {
    private static final int LARGEST = 0x7F7F_0000;

    /** Bits of a float and of what it is rounded to. */
    @ParameterizedTest
    @CsvSource({
        // 1 + 2^-8 and 1 + 3 * 2^-8 lie half-way: to the even neighbour, down and up.
        "3F808000, 3F800000",
        "3F818000, 3F820000",
        "3F808001, 3F810000",
        "3F817FFF, 3F810000",
        "BF818000, BF820000",
        // The fraction's carry goes into the exponent.
        "3FFF8000, 40000000",
        // Zeros keep their sign, and so does what is rounded to zero.
        "00000000, 00000000",
        "80000000, 80000000",
        "00000001, 00000000",
        "80008000, 80000000",
        // Subnormal numbers, and the step to the smallest normal one.
        "00008001, 00010000",
        "00018000, 00020000",
        "007FFFFF, 00800000",
        // The largest float does not become infinite.
        "7F7FFFFF, 7F7F0000",
        "7F7F7FFF, 7F7F0000",
        "FF7F8000, FF7F0000",
        "7F800000, 7F800000",
        "FF800000, FF800000",
        // NaN, the first of them with nothing in the upper half of its fraction.
        "7F800001, 7FC00000",
        "FF80FFFF, FFC00000",
        "7FC12345, 7FC10000",
    })
    void edges(String given, String expected) {
        float value = Float.intBitsToFloat(Integer.parseUnsignedInt(given, 16));
        assertEquals(
                expected, HexFormat.of().withUpperCase().toHexDigits(Float.floatToRawIntBits(Bfloat16.round(value))));
    }

    @Test
    void theNearestIsTaken() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 1_000_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                assertEquals(nearest(value), Bfloat16.round(value), () -> Float.toHexString(value));
            }
        }
    }

    /** As defined, slowly: the neighbour at the smaller distance, of equal ones the one whose last bit is zero. */
    private static float nearest(float value) {
        int towardsZero = Float.floatToRawIntBits(value) >>> 16 << 16;
        float lower = Float.intBitsToFloat(towardsZero);
        if ((towardsZero & Integer.MAX_VALUE) == LARGEST) {
            return lower;
        }
        float upper = Float.intBitsToFloat(towardsZero + (1 << 16));
        double below = Math.abs((double) value - lower);
        double above = Math.abs((double) upper - value);
        if (below == above) {
            return (towardsZero >>> 16 & 1) == 0 ? lower : upper;
        }
        return below < above ? lower : upper;
    }

    @Test
    void theResidualIsExactlyWhatRoundingTookAway() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 1_000_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (Float.isFinite(value)) {
                float[] values = {0, value};
                float[] residuals = {0, 0, 0};
                Bfloat16.round(values, 1, residuals, 2, 1);
                assertEquals(Bfloat16.round(value), values[1]);
                assertEquals((double) value, (double) values[1] + residuals[2], 0);
            }
        }
    }

    @Test
    void whatRoundingTookAwayIsAddedNext() {
        // A quarter of the distance between neighbours of 1: every fourth time it shows.
        float[] residuals = {0};
        double sum = 0;
        for (int i = 0; i < 1000; i++) {
            float[] values = {1 + 0x1p-9f};
            Bfloat16.round(values, 0, residuals, 0, 1);
            sum += values[0];
        }
        assertEquals(1000 * (1 + 0x1p-9), sum + residuals[0], 1e-6);
        assertTrue(sum > 1000, "rounded alone it would be 1000");
    }
}
