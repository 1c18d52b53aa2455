package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every optimizer promises, and the refusal of numbers that are not finite. */
class OptimizerContractTest {

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void refusesLossThatIsNotFinite(Optimizer optimizer) {
        for (double loss : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            assertRefusal(
                    "step 7: loss must be finite, but was " + loss + "; no update",
                    () -> optimizer.decide(Observed.of(optimizer, 7, loss)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void decidesWithTheScalarsItNames(Optimizer optimizer) {
        Decision decision = optimizer.decide(Observed.of(optimizer, 3, 0.01));
        assertEquals(3, decision.step());
        boolean computed = optimizer instanceof Alig || optimizer instanceof AligPlus;
        assertEquals(!computed, Double.isNaN(decision.unclippedStepSize()));
    }

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void isNamedAsItsClass(Optimizer optimizer) {
        Optimizer rule = optimizer instanceof ClippedGradient clipped ? clipped.inner() : optimizer;
        String words = optimizer.name().replace("-", "");
        assertEquals(rule.getClass().getSimpleName().toLowerCase(Locale.ROOT), words);
    }

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void travelsToExecutors(Optimizer optimizer) throws IOException, ClassNotFoundException {
        assertEquals(optimizer, copy(optimizer));
        Decision decision = optimizer.decide(Observed.of(optimizer, 3, 0.01));
        Decision copy = (Decision) copy(decision);
        assertEquals(decision.stepSize(), copy.stepSize());
        assertArrayEquals(decision.groupStepSizes(), copy.groupStepSizes());
    }

    @Test
    void refusesGradientThatIsNotFinite() {
        for (double norm : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertRefusal(
                    "step 2: squared norm of the gradient must be finite, but was " + norm + "; no update",
                    () -> Implementation.alig(0.1, 1e-5).decide(Observed.at(2, 1, Scalars.of(norm))));
        }
    }

    @Test
    void refusesStepBeyondFloat() {
        Alig unbounded = Implementation.alig(Double.POSITIVE_INFINITY, 0);
        assertRefusal(
                "step 5: step size must be in the range of float, but was 1.0E60; no update",
                () -> unbounded.decide(Observed.at(5, 1, Scalars.of(1e-60))));
        assertRefusal(
                "step 5: step size must be in the range of float, but was Infinity; no update",
                () -> unbounded.decide(Observed.at(5, 1, Scalars.of(Double.MIN_VALUE))));
        assertEquals(
                1,
                Implementation.alig(1, 0)
                        .decide(Observed.at(5, 1, Scalars.of(1e-60)))
                        .stepSize());
    }

    @Test
    void refusesScalarThatWasNotComputed() {
        Exception exception = assertThrows(
                IllegalStateException.class, () -> Implementation.alig(1, 0).decide(Observed.at(1, 1, Scalars.none())));
        assertEquals("scalar GRADIENT_SQUARED_NORM must be computed, but only [] are", exception.getMessage());
    }

    @Test
    void vanishedGradientDoesNotMoveParameters() {
        LearningRate rate = LearningRate.constant(0.1);
        AdamMoments moments = Samples.moments(1e-60, AdamForm.A);
        for (Optimizer optimizer : List.of(
                new Adagrad(rate, 0, 1e-60, 0),
                new Adam(rate, moments, 0),
                new AdamW(rate, moments, 0),
                new AmsGrad(rate, moments, 0),
                new ClippedGradient(new Sgd(0.1, 0.9, true, 0), 1),
                new RmsProp(rate, 0.9, 0, 1e-60, true, 0),
                new RmsProp(rate, 0.9, 0, 1e-60, false, 0),
                new Yogi(rate, moments, 0))) {
            float[] parameters = {1, 2};
            List<float[]> state =
                    optimizer.stateNames().stream().map(name -> new float[2]).toList();
            Decision decision = optimizer.decide(Observed.at(1, 1, Scalars.of(0)));
            optimizer.apply(decision, Slice.whole(parameters, new float[2], state));
            assertArrayEquals(new float[] {1, 2}, parameters);
            assertFalse(decision.clipped());
        }
    }

    private static void assertRefusal(String message, Runnable action) {
        Exception exception = assertThrows(ArithmeticException.class, action::run);
        assertEquals(message, exception.getMessage());
    }

    private static Object copy(Object object) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
