package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkedSumsTest {
    private static final int CHUNK = ChunkedSums.CHUNK;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 5 * CHUNK + 13})
    void sumsAgreeWithPlainSums(int length) {
        SplittableRandom random = new SplittableRandom(length);
        double[] a = gaussianFloats(random, length);
        double[] b = gaussianFloats(random, length);
        double squaredNorm = ChunkedSums.total(ChunkedSums.squaredNorm(Vectors.toFloats(a), length));
        double dot = ChunkedSums.total(ChunkedSums.dot(Vectors.toFloats(a), Vectors.toFloats(b), length));
        assertEquals(Vectors.squaredNorm(a), squaredNorm, 1e-13 * (1 + length));
        assertEquals(Vectors.dot(a, b), dot, 1e-13 * (1 + length));
        double[] any = ChunkedSums.of(length, i -> a[i] * b[i]);
        assertEquals((length + CHUNK - 1) / CHUNK, any.length);
        assertEquals(Vectors.dot(a, b), ChunkedSums.total(any), 1e-13 * (1 + length));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void alignedSlicesConcatenateToTheSameBits(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int length = random.nextInt(6 * CHUNK, 9 * CHUNK);
        float[] a = Vectors.toFloats(gaussianFloats(random, length));
        float[] b = Vectors.toFloats(gaussianFloats(random, length));
        int first = CHUNK * random.nextInt(1, 3);
        int second = CHUNK * random.nextInt(3, 6);
        double[] squaredNorms = {};
        double[] dots = {};
        for (int[] range : new int[][] {{0, first}, {first, second}, {second, length}}) {
            float[] partA = Arrays.copyOfRange(a, range[0], range[1]);
            float[] partB = Arrays.copyOfRange(b, range[0], range[1]);
            squaredNorms = concatenate(squaredNorms, ChunkedSums.squaredNorm(partA, partA.length));
            dots = concatenate(dots, ChunkedSums.dot(partA, partB, partA.length));
        }
        assertArrayEquals(ChunkedSums.squaredNorm(a, length), squaredNorms);
        assertArrayEquals(ChunkedSums.dot(a, b, length), dots);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void squaredNormIsDotWithItselfToTheBit(long seed) {
        float[] v = Vectors.toFloats(gaussianFloats(new SplittableRandom(seed), 2 * CHUNK - 1));
        assertArrayEquals(ChunkedSums.dot(v, v, v.length), ChunkedSums.squaredNorm(v, v.length));
    }

    @Test
    void elementsBeyondTheLengthDoNotCount() {
        assertArrayEquals(new double[] {25}, ChunkedSums.squaredNorm(new float[] {3, 4, 100}, 2));
    }

    @Test
    void squaresOfTheSmallestFloatsDoNotVanish() {
        double smallest = Float.MIN_VALUE;
        assertArrayEquals(
                new double[] {smallest * smallest}, ChunkedSums.squaredNorm(new float[] {Float.MIN_VALUE}, 1));
    }

    @Test
    void infiniteAndNanElementsShow() {
        assertEquals(Double.POSITIVE_INFINITY, ChunkedSums.squaredNorm(new float[] {1, Float.NEGATIVE_INFINITY}, 2)[0]);
        assertEquals(Double.NaN, ChunkedSums.squaredNorm(new float[] {1, Float.NaN}, 2)[0]);
    }

    private static double[] gaussianFloats(SplittableRandom random, int length) {
        return Vectors.toDoubles(Vectors.toFloats(Vectors.gaussian(random, length)));
    }

    private static double[] concatenate(double[] a, double[] b) {
        return DoubleStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
