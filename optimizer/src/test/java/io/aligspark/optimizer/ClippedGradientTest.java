package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Clipping of the gradient's norm. */
class ClippedGradientTest {
    private static final Sgd SGD = new Sgd(1, 0, false, 0);

    @Test
    void cutsTheNormAndKeepsTheDirection() {
        assertArrayEquals(new float[] {-0.6f, -0.8f}, stepFromZero(1, 3, 4), 1e-7f);
        assertArrayEquals(new float[] {-3, -4}, stepFromZero(5, 3, 4));
        assertArrayEquals(new float[] {-3, -4}, stepFromZero(Double.POSITIVE_INFINITY, 3, 4));
    }

    /** The penalty comes after: 0.9 · 2 − 1 of a gradient that was cut to 1. */
    @Test
    void weightDecayIsNotClipped() {
        float[] w = {2};
        step(new ClippedGradient(new Sgd(1, 0, false, 0.1), 1), w, 100);
        assertArrayEquals(new float[] {0.8f}, w, 1e-6f);
    }

    @Test
    void refusesOptimizersThatComputeTheirStep() {
        Exception exception =
                assertThrows(IllegalArgumentException.class, () -> new ClippedGradient(Implementation.alig(1, 0), 5));
        assertEquals(
                "optimizer.clip-norm must be infinity for alig, whose step size comes from the loss and the gradient,"
                        + " but was 5.0",
                exception.getMessage());
    }

    @Test
    void refusesANormThatIsNotFinite() {
        Exception exception = assertThrows(
                ArithmeticException.class,
                () -> new ClippedGradient(SGD, 1).decide(Observed.at(4, 1, Scalars.of(Double.POSITIVE_INFINITY))));
        assertEquals(
                "step 4: squared norm of the gradient must be finite, but was Infinity; no update",
                exception.getMessage());
    }

    @Test
    void scalarsScaleWithTheGradient() {
        Scalars scalars = new Scalars(Map.of(
                Scalar.GRADIENT_SQUARED_NORM, 4.0,
                Scalar.PARAMETER_GRADIENT_DOT, 6.0,
                Scalar.PARAMETER_SQUARED_NORM, 9.0));
        assertEquals(
                Map.of(
                        Scalar.GRADIENT_SQUARED_NORM, 1.0,
                        Scalar.PARAMETER_GRADIENT_DOT, 3.0,
                        Scalar.PARAMETER_SQUARED_NORM, 9.0),
                scalars.withGradientTimes(0.5).values());
    }

    private static float[] stepFromZero(double maxNorm, float... gradient) {
        float[] w = new float[gradient.length];
        step(new ClippedGradient(SGD, maxNorm), w, gradient);
        return w;
    }

    private static void step(Optimizer optimizer, float[] w, float... gradient) {
        Slice whole = Slice.whole(w, gradient, List.of());
        Scalars scalars = Scalars.totals(optimizer.measure(1, whole));
        optimizer.apply(optimizer.decide(Observed.at(1, 1, scalars)), whole);
    }
}
