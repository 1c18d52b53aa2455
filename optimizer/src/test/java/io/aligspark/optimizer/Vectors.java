package io.aligspark.optimizer;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Plain vector arithmetic in double. */
final class Vectors {
    private Vectors() {}

    static double sum(double... v) {
        return Arrays.stream(v).sum();
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    static double squaredNorm(double[] v) {
        return dot(v, v);
    }

    static double squaredDistance(double[] a, double[] b) {
        return squaredNorm(plus(a, -1, b));
    }

    /** a + factor · b. */
    static double[] plus(double[] a, double factor, double[] b) {
        double[] result = a.clone();
        for (int i = 0; i < a.length; i++) {
            result[i] += factor * b[i];
        }
        return result;
    }

    static double[] times(double factor, double[] v) {
        return Arrays.stream(v).map(x -> factor * x).toArray();
    }

    static float[] toFloats(double... v) {
        float[] result = new float[v.length];
        for (int i = 0; i < v.length; i++) {
            result[i] = (float) v[i];
        }
        return result;
    }

    static double[] toDoubles(float[] v) {
        double[] result = new double[v.length];
        for (int i = 0; i < v.length; i++) {
            result[i] = v[i];
        }
        return result;
    }

    /** Standard normal. */
    static double[] gaussian(SplittableRandom random, int length) {
        return random.doubles(length).map(ignored -> random.nextGaussian()).toArray();
    }
}
