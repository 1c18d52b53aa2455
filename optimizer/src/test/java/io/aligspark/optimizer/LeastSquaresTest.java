package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Consistent linear equations, one per step: Kaczmarz for absolute losses, halved residuals for half squares. */
class LeastSquaresTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @EnumSource
    void halfSquaresFollowTrace(Implementation implementation) {
        assertFollows(implementation, LinearLosses.Kind.HALF_SQUARED, INFINITY, 0, "half_squared_delta0_inf");
        assertFollows(implementation, LinearLosses.Kind.HALF_SQUARED, 0.08, 0, "half_squared_delta0_eta_0.08");
    }

    @ParameterizedTest
    @EnumSource
    void absoluteLossesFollowKaczmarz(Implementation implementation) {
        assertFollows(implementation, LinearLosses.Kind.ABSOLUTE, INFINITY, 0, "absolute_delta0_inf_is_kaczmarz");
        assertFollows(implementation, LinearLosses.Kind.ABSOLUTE, INFINITY, 1e-5, "absolute_delta_1e-5_inf");
    }

    /** Kaczmarz: the projection onto aᵀw = b. For the half square the residual halves, γ = 1/(2‖a‖²). */
    @ParameterizedTest
    @EnumSource
    void absoluteLossVanishesAndHalfSquareQuarters(Implementation implementation) {
        SplittableRandom random = new SplittableRandom(3);
        for (int run = 0; run < 20; run++) {
            double[] point = Vectors.gaussian(random, 5);
            for (LinearLosses.Kind kind :
                    new LinearLosses.Kind[] {LinearLosses.Kind.ABSOLUTE, LinearLosses.Kind.HALF_SQUARED}) {
                LinearLosses losses = LinearLosses.around(point, 1, 0, kind, random);
                Trainer trainer = implementation.start(Implementation.alig(INFINITY, 0), new double[5]);
                double before = losses.loss(0, trainer.parameters());
                double gamma = trainer.step(before, losses.gradient(0, trainer.parameters()))
                        .mean();
                double expected = kind == LinearLosses.Kind.ABSOLUTE ? 0 : before / 4;
                double expectedGamma =
                        (kind == LinearLosses.Kind.ABSOLUTE ? before : 0.5) / losses.largestSquaredNorm();
                assertClose(expected, losses.loss(0, trainer.parameters()), 5 * implementation.tolerance());
                assertClose(expectedGamma, gamma, implementation.tolerance());
            }
        }
    }

    private static void assertFollows(
            Implementation implementation, LinearLosses.Kind kind, double eta, double delta, String key) {
        JsonNode fixture = Fixtures.at("interpolating_least_squares");
        LinearLosses losses = LeastSquares.losses(kind);
        Trainer trainer = implementation.start(Implementation.alig(eta, delta), vector(fixture, "w0"));
        double tolerance = 5 * implementation.tolerance();
        for (JsonNode row : fixture.get(key)) {
            int sample = row.get("row").asInt();
            double[] w = trainer.parameters();
            assertClose(number(row, "loss"), losses.loss(sample, w), tolerance);
            double gamma = trainer.step(losses.loss(sample, w), losses.gradient(sample, w))
                    .mean();
            assertClose(number(row, "gamma"), gamma, tolerance);
            assertClose(vector(row, "w"), trainer.parameters(), tolerance);
            double distance = Vectors.squaredDistance(trainer.parameters(), vector(fixture, "w_star"));
            assertClose(number(row, "dist_sq"), distance, tolerance);
        }
    }
}
