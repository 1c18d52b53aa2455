package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the line search of {@link Sls} starts, what it accepts, and how it ends. */
class SlsTest {
    private static final Sls SLS = new Sls(0.1, 0.9, 2, 1);

    @ParameterizedTest
    @EnumSource
    void followsTraceOnQuadratic(Implementation implementation) {
        JsonNode fixture = Fixtures.at("quadratic_baselines");
        JsonNode run = Fixtures.named(fixture.get("runs"), "sls_armijo");
        JsonNode params = run.get("params");
        double[] curvature = vector(fixture, "a_diag");
        // The fixture's epoch has more steps than that of the tests.
        double growth =
                Math.pow(number(params, "growth"), Trainer.STEPS_PER_EPOCH / number(params, "batches_per_epoch"));
        Sls sls = new Sls(number(params, "c"), number(params, "beta_b"), growth, number(params, "init"));
        Trainer trainer = implementation.start(sls, vector(fixture, "w0"));
        for (JsonNode row : run.get("trace")) {
            double[] w = trainer.parameters();
            double[] g = Quadratic.gradient(curvature, w);
            List<Double> tried = new ArrayList<>();
            Trainer.Outcome outcome = trainer.step(
                    stepSize -> {
                        tried.add(stepSize);
                        return Quadratic.loss(curvature, Vectors.plus(w, -stepSize, g));
                    },
                    Quadratic.loss(curvature, w),
                    g);
            assertEquals(number(row, "backtracks"), tried.size() - 1);
            assertClose(number(row, "start"), tried.get(0), implementation.tolerance());
            assertClose(number(row, "accepted"), outcome.mean(), implementation.tolerance());
            assertClose(vector(row, "w"), trainer.parameters(), implementation.tolerance());
            assertClose(
                    number(row, "f"), Quadratic.loss(curvature, trainer.parameters()), 5 * implementation.tolerance());
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, 0.95})
    void aTrialThatIsNoDecreaseOrNoNumberIsNotAccepted(double bad) {
        Decision decision = SLS.decide(observation(1, 1, new double[1], stepSize -> stepSize > 0.75 ? bad : 0));
        assertEquals(Math.pow(2, 0.01) * Math.pow(0.9, 3), decision.stepSize(), 1e-15);
    }

    @Test
    void aHundredTrialsInVainGiveATinyStep() {
        double[] memory = new double[1];
        int[] trials = new int[1];
        Decision decision = SLS.decide(observation(1, 1, memory, stepSize -> {
            trials[0]++;
            return 2;
        }));
        assertEquals(100, trials[0]);
        assertEquals(1e-6, decision.stepSize());
        SLS.decide(observation(1, 1, memory, stepSize -> 0));
        assertEquals(1e-6 * Math.pow(2, 0.01), memory[0], 1e-20, "the next search starts from there");
    }

    @Test
    void aVanishedGradientNeedsNoTrialAndChangesNothing() {
        double[] memory = {0.3};
        Decision decision = SLS.decide(observation(1, 0.99e-16, memory, stepSize -> {
            throw new IllegalStateException("no trial");
        }));
        assertEquals(0, decision.stepSize());
        assertArrayEquals(new double[] {0.3}, memory);
    }

    @Test
    void refusesNumbersOutOfRange() {
        assertMessage("sufficient-decrease must be in (0, 1), but was 1.0", () -> new Sls(1, 0.9, 2, 1));
        assertMessage("shrink-factor must be in (0, 1), but was NaN", () -> new Sls(0.1, Double.NaN, 2, 1));
        assertMessage("growth-factor must be >= 1, but was 0.5", () -> new Sls(0.1, 0.9, 0.5, 1));
        assertMessage("initial-step-size must be > 0, but was 0.0", () -> new Sls(0.1, 0.9, 2, 0));
    }

    private static void assertMessage(String expected, Runnable action) {
        Exception exception = assertThrows(IllegalArgumentException.class, action::run);
        assertEquals("optimizer.line-search." + expected, exception.getMessage());
    }

    private static Observation observation(double loss, double squaredNorm, double[] memory, TrialLoss trialLoss) {
        return new Observation(Trainer.position(1), loss, Scalars.of(squaredNorm), memory, trialLoss);
    }
}
