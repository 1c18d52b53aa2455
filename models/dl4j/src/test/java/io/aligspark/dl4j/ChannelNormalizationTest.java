package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelNormalizationTest {
    private static final double EPSILON = 1e-5;

    /** The definition, in double: sum of coefficients times y, the loss whose gradient at y they are. */
    private static double loss(double[] x, double weight, double shift, boolean relu, double[] coefficients) {
        double mean = 0;
        for (double each : x) {
            mean += each / x.length;
        }
        double variance = 0;
        for (double each : x) {
            variance += (each - mean) * (each - mean) / x.length;
        }
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            double y = weight * (x[i] - mean) / Math.sqrt(variance + EPSILON) + shift;
            sum += coefficients[i] * (relu ? Math.max(y, 0) : y);
        }
        return sum;
    }

    @ParameterizedTest
    @CsvSource({
        "37, false, 1",
        "37, true, 2",
        "256, true, 3",
        "5, true, 4",
        "2, false, 5",
        "600, true, 6",
        "600, false, 7"
    })
    void agreesWithTheDefinitionAndItsFiniteDifferences(int length, boolean relu, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float weight = 1.3f;
        float shift = -0.2f;
        float[] x = new float[length + 3];
        float[] gradient = new float[length + 3];
        double[] exact = new double[length];
        double[] coefficients = new double[length];
        for (int i = 0; i < length; i++) {
            x[i] = (float) (3 + 2 * random.nextDouble(-1, 1));
            exact[i] = x[i];
            gradient[i] = (float) random.nextDouble(-1, 1);
            coefficients[i] = gradient[i];
        }
        x[length] = 7;
        gradient[length] = 7;

        float mean = (float) ChannelNormalization.mean(x, length);
        double variance = ChannelNormalization.variance(x, length, mean);
        ChannelNormalization normalization = new ChannelNormalization(mean, variance, EPSILON, weight, shift, relu);
        float[] y = x.clone();
        normalization.forward(y, length);
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += coefficients[i] * y[i];
        }
        assertEquals(loss(exact, weight, shift, relu, coefficients), sum, 1e-5 * length);

        ChannelNormalization.Gradient of = normalization.backward(x, gradient, length);
        double h = 1e-6;
        for (int i = 0; i < length; i++) {
            double[] above = exact.clone();
            double[] below = exact.clone();
            above[i] += h;
            below[i] -= h;
            double expected =
                    (loss(above, weight, shift, relu, coefficients) - loss(below, weight, shift, relu, coefficients))
                            / (2 * h);
            assertEquals(expected, gradient[i], 1e-5, "element " + i);
        }
        assertEquals(
                (loss(exact, weight + h, shift, relu, coefficients)
                                - loss(exact, weight - h, shift, relu, coefficients))
                        / (2 * h),
                of.weight(),
                1e-5 * length);
        assertEquals(
                (loss(exact, weight, shift + h, relu, coefficients)
                                - loss(exact, weight, shift - h, relu, coefficients))
                        / (2 * h),
                of.shift(),
                1e-5 * length);
        assertEquals(7, y[length], "what lies behind the channel stays");
        assertEquals(7, gradient[length], "what lies behind the channel stays");
    }

    @Test
    void theSmallestPositiveOutputPassesItsGradient() {
        // y = shift where x is the mean: the gradient passes if y > 0, be it the smallest float, and not at 0.
        for (float shift : new float[] {Float.MIN_VALUE, 1, Float.MAX_VALUE, 0, -Float.MIN_VALUE}) {
            float[] x = {2, 2};
            float[] gradient = {1, -3};
            ChannelNormalization.Gradient of =
                    new ChannelNormalization(2, 0, EPSILON, 1, shift, true).backward(x, gradient, 2);
            assertEquals(shift > 0 ? -2 : 0, of.shift(), "shift " + shift);
        }
    }

    @Test
    void whatIsNotANumberStaysSo() {
        float[] x = {Float.NaN};
        new ChannelNormalization(0, 1, EPSILON, 1, 0, true).forward(x, 1);
        assertTrue(Float.isNaN(x[0]));
    }
}
