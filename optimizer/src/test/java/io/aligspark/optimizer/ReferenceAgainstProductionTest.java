package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The same 100 losses and gradients for the reference in double and production in float. */
class ReferenceAgainstProductionTest {
    private static final int STEPS = 100;
    private static final int SIZE = 257;

    @ParameterizedTest
    @MethodSource("runs")
    void staysWithinFloatRounding(Optimizer optimizer, double radius, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SplittableRandom curvatures = new SplittableRandom(-seed);
        double[] start = roundToFloat(Vectors.gaussian(random, SIZE));
        Trainer reference = Implementation.REFERENCE.startProjected(optimizer, radius, start);
        Trainer production = Implementation.PRODUCTION.startProjected(optimizer, radius, start);
        double largest = 1;
        for (int t = 1; t <= STEPS; t++) {
            double loss = random.nextDouble();
            double[] gradient = roundToFloat(Vectors.times(0.1, Vectors.gaussian(random, SIZE)));
            int[] samples = {t % Trainer.SAMPLES, (t + 3) % Trainer.SAMPLES};
            float[] losses = {(float) loss, (float) loss};
            reference.observe(samples, losses);
            production.observe(samples, losses);
            TrialLoss trialLoss = parabola(loss, Vectors.squaredNorm(gradient), curvatures.nextDouble(20));
            Trainer.Outcome expected = reference.step(trialLoss, loss, gradient);
            Trainer.Outcome actual = production.step(trialLoss, loss, gradient);

            if (!Double.isNaN(expected.unclipped())) {
                assertEquals(expected.unclipped(), actual.unclipped(), 1e-12 * expected.unclipped());
            }
            for (int group = 0; group < expected.stepSizes().length; group++) {
                double stepSize = expected.stepSizes()[group];
                assertEquals(stepSize, actual.stepSizes()[group], 1e-12 * stepSize);
            }
            double[] w = reference.parameters();
            largest = Math.max(largest, largest(w));
            // A handful of roundings a step, each half a unit in the last place of the largest number; they add up
            // randomly.
            double tolerance = Math.ulp((float) largest) * (2 + 3 * Math.sqrt(t));
            assertClose(w, production.parameters(), tolerance);
            for (int k = 0; k < optimizer.stateNames().size(); k++) {
                double[] state = reference.state(k);
                assertClose(state, production.state(k), Math.ulp((float) largest(state)) * 32);
            }
        }
    }

    private static Stream<Arguments> runs() {
        return Samples.optimizers()
                .flatMap(optimizer -> Stream.of(Double.POSITIVE_INFINITY, 5.0)
                        .flatMap(radius ->
                                LongStream.rangeClosed(1, 5).mapToObj(seed -> Arguments.of(optimizer, radius, seed))));
    }

    /** The loss along the gradient if it has that curvature; too large a step leaves its domain. */
    private static TrialLoss parabola(double loss, double gradientSquaredNorm, double curvature) {
        return stepSize ->
                stepSize > 1 ? Double.NaN : loss - gradientSquaredNorm * stepSize * (1 - 0.5 * curvature * stepSize);
    }

    private static double[] roundToFloat(double[] v) {
        return Vectors.toDoubles(Vectors.toFloats(v));
    }

    private static double largest(double[] v) {
        double largest = 0;
        for (double x : v) {
            largest = Math.max(largest, Math.abs(x));
        }
        return largest;
    }

    private static void assertClose(double[] expected, double[] actual, double tolerance) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance);
        }
    }
}
