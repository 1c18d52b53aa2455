package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Geometric rates of interpolating problems that are strongly convex, without momentum. */
class StrongConvexityTest {
    private static final int DIMENSION = 6;
    private static final int STEPS = 80;

    /**
     * Every sample's loss ½(w − w*)ᵀA(w − w*) with eigenvalues in [α, β], η ≥ 1/(2β). With δ = 0: D²ₜ ≤ (1 − 3α/(4β))ᵗ D₀²,
     * otherwise D²ₜ ≤ (1 − α/(4β))ᵗ D₀² + δ/(αβ). And f(w) ≤ (β/2) D².
     */
    @ParameterizedTest
    @MethodSource("paths")
    void strongConvexityGivesGeometricRate(Implementation implementation, long seed) {
        assertGeometricRate(implementation, seed, 0.5, 2, 1.0 / 4);
        assertGeometricRate(implementation, seed, 0.5, 2, Double.POSITIVE_INFINITY);
    }

    private static void assertGeometricRate(
            Implementation implementation, long seed, double alpha, double beta, double eta) {
        double slack = implementation == Implementation.PRODUCTION ? 1e-5 : 1e-12;
        for (double delta : new double[] {0, 1e-3}) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] point = Vectors.gaussian(random, DIMENSION);
            Trainer trainer =
                    implementation.start(Implementation.alig(eta, delta), Vectors.gaussian(random, DIMENSION));
            double rate = 1 - (delta > 0 ? 1 : 3) * alpha / (4 * beta);
            double bound = Vectors.squaredDistance(trainer.parameters(), point);
            for (int t = 1; t <= STEPS; t++) {
                double[] error = Vectors.plus(trainer.parameters(), -1, point);
                double[] curvature = random.doubles(DIMENSION, alpha, beta).toArray();
                double loss = Quadratic.loss(curvature, error);
                assertTrue(loss <= beta / 2 * Vectors.squaredNorm(error));
                trainer.step(loss, Quadratic.gradient(curvature, error));
                bound *= rate;
                double distance = Vectors.squaredDistance(trainer.parameters(), point);
                double limit = bound + delta / (alpha * beta);
                double rounding = implementation == Implementation.PRODUCTION ? 1e-11 : 1e-28;
                assertTrue(distance <= limit * (1 + slack) + rounding, distance + " > " + limit);
            }
        }
    }

    /** Only f strongly convex, δ = 0: E D²ₜ ≤ (1 − α/(4β))ᵗ D₀². Orthogonal rows of squared norm β: α = β / count. */
    @ParameterizedTest
    @EnumSource
    void strongConvexityOfMeanGivesGeometricRateOnAverage(Implementation implementation) {
        double[][] rows = {{2, 0, 0}, {0, 2, 0}, {0, 0, 2}};
        LinearLosses losses = new LinearLosses(rows, new double[3], LinearLosses.Kind.HALF_SQUARED);
        SplittableRandom random = new SplittableRandom(11);
        int steps = 12;
        int runs = 200;
        double sum = 0;
        for (int run = 0; run < runs; run++) {
            Trainer trainer = implementation.start(Implementation.alig(0.125, 0), 1, -2, 3);
            for (int t = 0; t < steps; t++) {
                int sample = random.nextInt(3);
                double[] w = trainer.parameters();
                trainer.step(losses.loss(sample, w), losses.gradient(sample, w));
            }
            sum += Vectors.squaredNorm(trainer.parameters());
        }
        double bound = Math.pow(1 - 1 / 12.0, steps) * 14;
        assertTrue(sum / runs <= bound, sum / runs + " > " + bound);
    }

    private static Stream<Arguments> paths() {
        return Stream.of(Implementation.values())
                .flatMap(implementation ->
                        IntStream.range(1, 6).mapToObj(seed -> Arguments.of(implementation, (long) seed)));
    }
}
