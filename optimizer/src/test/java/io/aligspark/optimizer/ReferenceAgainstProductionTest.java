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

            if (Samples.hasBound(optimizer)) {
                double unclipped = expected.unclipped();
                assertEquals(unclipped, actual.unclipped(), tolerance(optimizer, unclipped));
            }
            for (int group = 0; group < expected.stepSizes().length; group++) {
                double stepSize = expected.stepSizes()[group];
                assertEquals(stepSize, actual.stepSizes()[group], tolerance(optimizer, stepSize));
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

    /**
     * Of a step size: loss and gradient are the same numbers for both, but averages and parameters are rounded to float in
     * production. A step from these is as good as they are; MoMo's, and DFW's with a
     * penalty, are small differences of products of them.
     */
    private static double tolerance(Optimizer optimizer, double stepSize) {
        if (optimizer instanceof MomoStep) {
            return 2e-6 * Math.max(1, stepSize);
        }
        if (optimizer instanceof Dfw dfw) {
            return 2e-6 * Math.max(1e-3 * dfw.maxLearningRate(), stepSize);
        }
        boolean exact =
                optimizer instanceof Alig || optimizer instanceof PrescribedRate || optimizer instanceof PolyakStep;
        return (exact ? 1e-12 : 2e-6) * stepSize;
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
