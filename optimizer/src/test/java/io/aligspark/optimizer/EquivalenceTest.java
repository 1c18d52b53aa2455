package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Older methods that ALI-G contains (section 2 of the paper), and its proximal view. */
class EquivalenceTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    /** Binary hinge: PA-I with C = η for δ = 0, PA-II with δ = 1/(2C) for η = ∞. */
    @ParameterizedTest
    @EnumSource
    void binaryHingeFollowsPassiveAggressive(Implementation implementation) {
        JsonNode fixture = Fixtures.at("passive_aggressive");
        LinearLosses losses = new LinearLosses(
                new double[][] {vector(fixture, "x")}, new double[] {number(fixture, "y")}, LinearLosses.Kind.HINGE);
        Object[][] cases = {
            {"pa1_C_0.1", Implementation.alig(0.1, 0)},
            {"pa1_C_1", Implementation.alig(1, 0)},
            {"pa2_C_0.5_is_alig_inf_delta_1", Implementation.alig(INFINITY, 1)}
        };
        for (Object[] example : cases) {
            Trainer trainer = implementation.start((Alig) example[1], vector(fixture, "w"));
            double[] w = trainer.parameters();
            assertClose(number(fixture, "loss"), losses.loss(0, w), implementation.tolerance());
            double gamma =
                    trainer.step(losses.loss(0, w), losses.gradient(0, w)).mean();
            JsonNode expected = fixture.get((String) example[0]);
            assertClose(number(expected, "gamma"), gamma, implementation.tolerance());
            assertClose(vector(expected, "w"), trainer.parameters(), implementation.tolerance());
        }
    }

    /** Crammer and others, JMLR 2006: γ = min(C, ℓ/‖x‖²) for PA-I, ℓ/(‖x‖² + 1/(2C)) for PA-II, on a stream of samples. */
    @ParameterizedTest
    @EnumSource
    void streamOfHingesFollowsPassiveAggressive(Implementation implementation) {
        for (double c : new double[] {0.05, 1}) {
            SplittableRandom random = new SplittableRandom(6);
            double[] point = Vectors.gaussian(random, 5);
            LinearLosses losses = LinearLosses.around(point, 30, 0.8, LinearLosses.Kind.HINGE, random);
            Trainer first = implementation.start(Implementation.alig(c, 0), new double[5]);
            Trainer second = implementation.start(Implementation.alig(INFINITY, 1 / (2 * c)), new double[5]);
            double[] expectedFirst = new double[5];
            double[] expectedSecond = new double[5];
            for (int t = 0; t < 30; t++) {
                double[] x = losses.rows()[t];
                double y = losses.targets()[t];
                double squaredNorm = Vectors.squaredNorm(x);
                double lossFirst = Math.max(0, 1 - y * Vectors.dot(expectedFirst, x));
                double lossSecond = Math.max(0, 1 - y * Vectors.dot(expectedSecond, x));
                expectedFirst = Vectors.plus(expectedFirst, y * Math.min(c, lossFirst / squaredNorm), x);
                expectedSecond = Vectors.plus(expectedSecond, y * lossSecond / (squaredNorm + 1 / (2 * c)), x);
                first.step(losses.loss(t, first.parameters()), losses.gradient(t, first.parameters()));
                second.step(losses.loss(t, second.parameters()), losses.gradient(t, second.parameters()));
                assertClose(expectedFirst, first.parameters(), 20 * implementation.tolerance());
                assertClose(expectedSecond, second.parameters(), 20 * implementation.tolerance());
            }
        }
    }

    /** δ = 0: the step minimises ‖w − w₀‖²/(2η) + max(ℓ + gᵀ(w − w₀), 0). */
    @ParameterizedTest
    @EnumSource
    void stepSolvesProximalProblem(Implementation implementation) {
        JsonNode fixture = Fixtures.at("proximal");
        double loss = number(fixture, "loss");
        double[] start = vector(fixture, "w");
        double[] gradient = vector(fixture, "grad");
        SplittableRandom random = new SplittableRandom(5);
        for (JsonNode example : fixture.get("cases")) {
            double eta = number(example, "eta");
            Trainer trainer = implementation.start(Implementation.alig(eta, 0), start);
            double gamma = trainer.step(loss, gradient).mean();
            double[] w = trainer.parameters();
            assertClose(number(example, "gamma"), gamma, implementation.tolerance());
            assertClose(vector(example, "w"), w, implementation.tolerance());
            assertClose(eta * Math.min(1, loss / (eta * 1.69)), gamma, implementation.tolerance());
            double linearised = loss + Vectors.dot(gradient, Vectors.plus(w, -1, start));
            assertEquals(number(example, "linearised_loss"), linearised, implementation.tolerance());
            double objective = proximal(w, start, gradient, loss, eta);
            assertEquals(number(example, "objective"), objective, implementation.tolerance());
            for (int k = 0; k < 50; k++) {
                double[] other = Vectors.plus(w, 0.1, Vectors.gaussian(random, 3));
                double slack = implementation.tolerance();
                assertTrue(objective <= proximal(other, start, gradient, loss, eta) + slack);
            }
        }
    }

    /** γ always clipped: constant-rate SGD with Nesterov momentum, for both kinds of momentum. */
    @ParameterizedTest
    @EnumSource
    void alwaysClippedIsSgdWithNesterovMomentum(Implementation implementation) {
        double[] start = {1, -2, 3, 0.5};
        SplittableRandom random = new SplittableRandom(9);
        Trainer sgd = implementation.start(new Sgd(1e-3, 0.9, true, 0), start);
        Trainer standard = implementation.start(new Alig(1e-3, 0.9, MomentumKind.STANDARD, 1e-5, 0), start);
        Trainer adjusted = implementation.start(new Alig(1e-3, 0.9, MomentumKind.ADJUSTED, 1e-5, 0), start);
        for (int t = 0; t < 50; t++) {
            double[] gradient = Vectors.gaussian(random, 4);
            sgd.step(1, gradient);
            standard.step(1, gradient);
            adjusted.step(1, gradient);
            assertClose(sgd.parameters(), standard.parameters(), implementation.tolerance());
            assertClose(sgd.parameters(), adjusted.parameters(), implementation.tolerance());
        }
    }

    /** With γ = 0 the standard form coasts on its velocity, the adjusted one stands still. */
    @ParameterizedTest
    @EnumSource
    void onlyStandardMomentumCoastsAtZeroLoss(Implementation implementation) {
        for (MomentumKind kind : MomentumKind.values()) {
            Trainer trainer = implementation.start(new Alig(0.1, 0.5, kind, 0, 0), 1);
            trainer.step(1, 1);
            double before = trainer.parameters()[0];
            trainer.step(0, 1);
            // v = −0.1, then μv = −0.05, and w moves by μ · μv.
            double expected = kind == MomentumKind.STANDARD ? before - 0.025 : before;
            assertClose(expected, trainer.parameters()[0], implementation.tolerance());
        }
    }

    private static double proximal(double[] w, double[] start, double[] gradient, double loss, double eta) {
        double linearised = loss + Vectors.dot(gradient, Vectors.plus(w, -1, start));
        return Vectors.squaredDistance(w, start) / (2 * eta) + Math.max(linearised, 0);
    }
}
