package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds on every path, for any order of the samples, without momentum. D is the distance to a feasible point w*, ℓ the
 * loss of the step's sample.
 */
class InterpolationTest {
    private static final int DIMENSION = 6;
    private static final int STEPS = 80;

    /**
     * D²₊ ≤ D² − γℓ + 2γℓ(w*), from γ‖g‖² ≤ ℓ, convexity and a projection that never lengthens a distance (the first lines
     * of the proof of theorem 1). With ℓ(w*) = 0, D never increases. w* lies on the boundary of the ball.
     */
    @ParameterizedTest
    @MethodSource("pathsAndKinds")
    void distanceFallsByStepTimesLoss(Implementation implementation, long seed, LinearLosses.Kind kind) {
        for (double noise : new double[] {0, 0.3}) {
            for (double delta : new double[] {0, 1e-5, 0.1}) {
                for (double eta : new double[] {0.02, 1, Double.POSITIVE_INFINITY}) {
                    SplittableRandom random = new SplittableRandom(seed);
                    double[] point = Vectors.gaussian(random, DIMENSION);
                    LinearLosses losses = LinearLosses.around(point, 9, noise, kind, random);
                    double radius = Math.sqrt(Vectors.squaredNorm(point)) * (1 + 1e-6);
                    double[] start = Vectors.times(3, Vectors.gaussian(random, DIMENSION));
                    Trainer trainer = implementation.startProjected(Implementation.alig(eta, delta), radius, start);
                    assertDistanceFalls(trainer, losses, point, random, slack(implementation));
                }
            }
        }
    }

    /** Theorem 1, pathwise: Σℓ² ≤ (C² + δ)D₀² for convex, C-Lipschitz losses and η = ∞. */
    @ParameterizedTest
    @MethodSource("pathsAndKinds")
    void sumOfSquaredLossesIsBounded(Implementation implementation, long seed, LinearLosses.Kind kind) {
        if (kind == LinearLosses.Kind.HALF_SQUARED) {
            return; // Not Lipschitz.
        }
        Path path = Path.random(implementation, Implementation.alig(Double.POSITIVE_INFINITY, 1e-5), kind, seed);
        double sum = Arrays.stream(path.losses).map(loss -> loss * loss).sum();
        double bound = (path.problem.largestSquaredNorm() + 1e-5) * path.startDistance;
        assertTrue(sum <= bound * (1 + slack(implementation)), sum + " > " + bound);
    }

    /** β-smooth convex losses: (1/T) Σℓ ≤ max(2β, 1/η) · (D₀²/T + δ/(4β²)). */
    @ParameterizedTest
    @MethodSource("paths")
    void meanLossFallsInverselyWithSteps(Implementation implementation, long seed) {
        for (double eta : new double[] {0.02, 1, Double.POSITIVE_INFINITY}) {
            for (double delta : new double[] {0, 1e-5, 1}) {
                LinearLosses.Kind kind = LinearLosses.Kind.HALF_SQUARED;
                Path path = Path.random(implementation, Implementation.alig(eta, delta), kind, seed);
                double beta = path.problem.largestSquaredNorm();
                double mean = Vectors.sum(path.losses) / STEPS;
                double bound = Math.max(2 * beta, 1 / eta) * (path.startDistance / STEPS + delta / (4 * beta * beta));
                assertTrue(mean <= bound * (1 + slack(implementation)), mean + " > " + bound);
            }
        }
    }

    private static void assertDistanceFalls(
            Trainer trainer, LinearLosses losses, double[] point, SplittableRandom random, double slack) {
        double distance = Vectors.squaredDistance(trainer.parameters(), point);
        for (int t = 0; t < STEPS; t++) {
            int sample = random.nextInt(losses.count());
            double[] w = trainer.parameters();
            double loss = losses.loss(sample, w);
            double gamma = trainer.step(loss, losses.gradient(sample, w)).mean();
            double next = Vectors.squaredDistance(trainer.parameters(), point);
            double limit = distance - gamma * loss + 2 * gamma * losses.loss(sample, point);
            // γ ≤ loss / δ can be huge where the gradient vanishes; the parameters then do not move.
            double scale = 1 + distance + gamma * loss;
            assertTrue(next <= limit + slack * scale, next + " > " + limit);
            distance = next;
        }
    }

    /** Rounding of a float step, relative to squared distances of order one. */
    private static double slack(Implementation implementation) {
        return implementation == Implementation.PRODUCTION ? 1e-5 : 1e-12;
    }

    /** An interpolating problem and the losses along a random path on it. */
    private record Path(LinearLosses problem, double startDistance, double[] losses) {
        static Path random(Implementation implementation, Alig alig, LinearLosses.Kind kind, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            double[] point = Vectors.gaussian(random, DIMENSION);
            LinearLosses problem = LinearLosses.around(point, 9, 0, kind, random);
            Trainer trainer = implementation.start(alig, Vectors.gaussian(random, DIMENSION));
            double startDistance = Vectors.squaredDistance(trainer.parameters(), point);
            double[] losses = new double[STEPS];
            for (int t = 0; t < STEPS; t++) {
                int sample = random.nextInt(problem.count());
                double[] w = trainer.parameters();
                losses[t] = problem.loss(sample, w);
                trainer.step(losses[t], problem.gradient(sample, w));
            }
            return new Path(problem, startDistance, losses);
        }
    }

    private static Stream<Arguments> paths() {
        return Stream.of(Implementation.values())
                .flatMap(implementation ->
                        IntStream.range(1, 6).mapToObj(seed -> Arguments.of(implementation, (long) seed)));
    }

    private static Stream<Arguments> pathsAndKinds() {
        return paths().flatMap(path ->
                Stream.of(LinearLosses.Kind.values()).map(kind -> Arguments.of(path.get()[0], path.get()[1], kind)));
    }
}
