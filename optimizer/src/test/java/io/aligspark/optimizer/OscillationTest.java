package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.number;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Figure 2 of the paper: on f(w) = w² − |w|³ the Polyak step of length 10 swings between −3/5 and 3/5 forever, and a maximal
 * learning-rate below 10 cures it. δ = 0.
 */
class OscillationTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @EnumSource
    void polyakStepOscillates(Implementation implementation) {
        // Rounding errors grow 16 times a step on this repelling cycle.
        double tolerance = implementation == Implementation.PRODUCTION ? 1e-2 : 1e-6;
        assertFollows(Fixtures.at("figure2").get("polyak_from_-3/5"), start(implementation, INFINITY, -0.6), tolerance);
    }

    @ParameterizedTest
    @EnumSource
    void clippedStepFollowsTrace(Implementation implementation) {
        JsonNode trace = Fixtures.at("figure2").get("alig_eta_1_from_-3/5");
        assertFollows(trace, start(implementation, 1, -0.6), implementation.tolerance());
    }

    @ParameterizedTest
    @EnumSource
    void clippedStepConverges(Implementation implementation) {
        JsonNode fixture = Fixtures.at("figure2");
        assertEquals(0, after(60, start(implementation, 9.9, -0.6)), 1e-9);
        assertEquals(0, after(60, start(implementation, 1, -0.6)), 1e-9);
        assertEquals(0, after(200, start(implementation, 9, 0.65)), 1e-9);
        double slow = Math.abs(after(60, start(implementation, 0.1, -0.6)));
        assertEquals(number(fixture, "alig_eta_0.1_abs_w_after_60"), slow, implementation.tolerance() * 1e-4);
    }

    /** Below 10 from every start in (−2/3, 2/3), on either side of the cycle. */
    @ParameterizedTest
    @EnumSource
    void anyMaximalLearningRateBelowTenConverges(Implementation implementation) {
        SplittableRandom random = new SplittableRandom(2);
        for (int run = 0; run < 100; run++) {
            double eta = 9.9 * Math.exp(-4 * random.nextDouble());
            double w = 0.66 * (2 * random.nextDouble() - 1);
            assertEquals(0, after(300, start(implementation, eta, w)), 1e-9, "eta " + eta + " from " + w);
        }
    }

    @ParameterizedTest
    @EnumSource
    void largerMaximalLearningRatesLeaveTheCycleIntact(Implementation implementation) {
        for (double eta : new double[] {10 + 1e-3, 12}) {
            // Few steps, as the cycle is repelling.
            double tolerance = implementation == Implementation.PRODUCTION ? 1e-2 : 1e-6;
            assertEquals(-0.6, after(3, start(implementation, eta, 0.6)), tolerance);
            assertEquals(0.6, after(4, start(implementation, eta, 0.6)), tolerance);
        }
    }

    @ParameterizedTest
    @EnumSource
    void unclippedStepConvergesOnlyInsideTheCycle(Implementation implementation) {
        JsonNode fixture = Fixtures.at("figure2");
        assertEquals(0, after(60, start(implementation, INFINITY, 0.59)), 1e-9);
        double tolerance = 100 * implementation.tolerance();
        assertEquals(number(fixture, "eta_12_from_0.6_first"), after(1, start(implementation, 12, 0.6)), tolerance);
        Trainer outside = start(implementation, INFINITY, 0.61);
        JsonNode leaving = fixture.get("polyak_from_0.61_seq");
        assertEquals(leaving.get(1).asDouble(), after(1, outside), tolerance);
        assertEquals(leaving.get(2).asDouble(), after(1, outside), tolerance);
        // There f < 0: the step is 0, where the unclamped one would climb.
        assertEquals(leaving.get(2).asDouble(), after(1, outside), tolerance);
    }

    /** w₊ = w(1 − 2a)/(2 − 3a) unclipped, w(1 − η(2 − 3a)) clipped, a = |w|. */
    @ParameterizedTest
    @EnumSource
    void stepsHaveClosedForms(Implementation implementation) {
        for (double w = 0.05; w < 0.6; w += 0.05) {
            double unclipped = w * (1 - 2 * w) / (2 - 3 * w);
            assertEquals(unclipped, after(1, start(implementation, INFINITY, w)), 20 * implementation.tolerance());
            double clipped = w * (1 - 0.01 * (2 - 3 * w));
            assertEquals(clipped, after(1, start(implementation, 0.01, w)), implementation.tolerance());
        }
        assertTrue(after(1, start(implementation, 0.25, 1e-3)) < 0.51e-3);
    }

    private static Trainer start(Implementation implementation, double eta, double w) {
        return implementation.start(Implementation.alig(eta, 0), w);
    }

    private static double after(int steps, Trainer trainer) {
        for (int t = 0; t < steps; t++) {
            step(trainer);
        }
        return trainer.parameters()[0];
    }

    private static Trainer.Outcome step(Trainer trainer) {
        double w = trainer.parameters()[0];
        return trainer.step(w * w - Math.abs(w * w * w), 2 * w - 3 * w * Math.abs(w));
    }

    private static void assertFollows(JsonNode trace, Trainer trainer, double tolerance) {
        for (JsonNode row : trace) {
            assertEquals(number(row, "w"), trainer.parameters()[0], tolerance);
            assertEquals(number(row, "gamma"), step(trainer).mean(), tolerance * 30);
            assertEquals(number(row, "w_next"), trainer.parameters()[0], tolerance * 16);
        }
    }
}
