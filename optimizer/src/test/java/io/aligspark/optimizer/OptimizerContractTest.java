package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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
        Optimizer rule = optimizer instanceof ClippedGradient clipped ? clipped.inner() : optimizer;
        assertEquals(optimizer instanceof PrescribedRate, optimizer.scalars().isEmpty());
        Decision decision = optimizer.decide(Observed.of(optimizer, 1, 0.01));
        assertEquals(1, decision.step());
        assertEquals(!Samples.hasBound(optimizer), Double.isNaN(decision.unclippedStepSize()));
        assertEquals(decision.clipped(), decision.unclippedStepSize() > decision.stepSize());
        String kind = rule.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        assertTrue(optimizer.name().replace("-", "").startsWith(kind), optimizer.name());
    }

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void refusesScalarsThatAreNotFinite(Optimizer optimizer) {
        for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            Observation observation = Observed.by(optimizer, 2, 1, value);
            if (!optimizer.scalars().isEmpty()) {
                String message = assertThrows(ArithmeticException.class, () -> optimizer.decide(observation))
                        .getMessage();
                assertTrue(message.matches("step 2: .* must be finite, but was " + value + "; no update"), message);
            }
        }
    }

    /** No gradient, and no parameters that could decay: nothing moves, and no step is computed from 0/0. */
    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void stepsByNothingWithoutAGradient(Optimizer optimizer) {
        double[] start = new double[2];
        Trainer trainer = Implementation.PRODUCTION.start(optimizer, start);
        for (int t = 0; t < 3; t++) {
            trainer.observe(new int[] {t}, new float[] {1});
            Trainer.Outcome outcome = trainer.step(1, 0, 0);
            assertArrayEquals(start, trainer.parameters());
            boolean scaled = (optimizer instanceof Alig alig && alig.delta() > 0) || optimizer instanceof AligPlus;
            boolean prescribed = optimizer instanceof PrescribedRate || optimizer instanceof ClippedGradient;
            if (!(prescribed || scaled)) {
                assertArrayEquals(new double[] {0}, outcome.stepSizes());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.aligspark.optimizer.Samples#optimizers")
    void travelsToExecutors(Optimizer optimizer) throws IOException, ClassNotFoundException {
        assertEquals(optimizer, copy(optimizer));
        Decision decision = optimizer.decide(Observed.of(optimizer, 1, 0.01));
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
        for (Optimizer optimizer : List.of(
                new Polyak(0),
                new Sps(1, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 1, 0, 0),
                new Momo(Double.POSITIVE_INFINITY, 0.9, false, 0, 0, false))) {
            Exception exception = assertThrows(
                    ArithmeticException.class, () -> optimizer.decide(Observed.by(optimizer, 1, 1e30, 1e-15)));
            assertTrue(exception.getMessage().startsWith("step 1: step size must be in the range of float"));
        }
    }

    @Test
    void refusesToMeasureADirectionThatItDoesNotKnow() {
        Slice slice = Slice.whole(new float[2], new float[2], List.of());
        Exception exception = assertThrows(
                IllegalStateException.class, () -> Scalar.chunkSums(Set.of(Scalar.PARAMETER_DIRECTION_DOT), slice));
        assertEquals(
                "scalar PARAMETER_DIRECTION_DOT must be measured by the optimizer whose direction it is",
                exception.getMessage());
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
