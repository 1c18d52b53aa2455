package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.bound;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Traced steps, on a quadratic, of the paper's baselines whose step follows from the loss. */
class LossBasedTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @MethodSource("runs")
    void followsTraceOnQuadratic(Implementation implementation, String name) {
        JsonNode fixture = Fixtures.at("quadratic_baselines");
        JsonNode run = Fixtures.named(fixture.get("runs"), name);
        double[] curvature = vector(fixture, "a_diag");
        double tolerance = implementation.tolerance();
        Optimizer optimizer = optimizer(name, run.get("params"));
        Trainer trainer = implementation.start(optimizer, vector(fixture, "w0"));
        for (JsonNode row : run.get("trace")) {
            double[] w = trainer.parameters();
            Trainer.Outcome outcome = trainer.step(Quadratic.loss(curvature, w), Quadratic.gradient(curvature, w));
            assertClose(vector(row, "w"), trainer.parameters(), tolerance);
            assertClose(number(row, "f"), Quadratic.loss(curvature, trainer.parameters()), 5 * tolerance);
            assertClose(stepSize(row, run.get("params")), outcome.mean(), tolerance);
            if (row.has("v") && number(run.get("params"), "momentum") > 0) {
                assertClose(vector(row, "v"), trainer.state(0), tolerance);
            }
            if (trainer instanceof ProductionTrainer production && row.has("lmin_after")) {
                assertClose(number(row, "lmin_after"), production.memory(0), tolerance);
            }
        }
    }

    /** The released code skips the update where the momentum is 0. */
    @Test
    void bpGradMovesWithoutMomentum() {
        Trainer trainer = Implementation.PRODUCTION.start(new BpGrad(0.1, 0, 0), 1, 1);
        trainer.step(1, 3, 4);
        assertClose(new double[] {1 - 0.1 / 5 * 3, 1 - 0.1 / 5 * 4}, trainer.parameters(), 1e-6);
    }

    @Test
    void aproxTightensItsBound() {
        Aprox aprox = new Aprox(0.3, 0.6, 0);
        for (long step : new long[] {1, 2, 50}) {
            Decision decision = aprox.decide(Observed.at(step, 1, Scalars.of(1)));
            assertEquals(0.3 * Math.pow((double) step, -0.6), decision.stepSize(), 1e-15);
            assertTrue(decision.clipped());
            assertEquals(1, decision.unclippedStepSize());
        }
    }

    /** By at most a factor τ an epoch of 100 steps; steps of 0 are passed over. */
    @Test
    void spsGrowsSmoothly() {
        Sps sps = new Sps(0.5, INFINITY, 2, 0.1, 0, 0);
        double[] memory = new double[1];
        for (int step = 1; step <= 100; step++) {
            Decision decision = sps.decide(Observed.at(step, 1, Scalars.of(1), memory));
            assertEquals(0.1 * Math.pow(2, step / 100.0), decision.stepSize(), 1e-12);
        }
        assertEquals(0, sps.decide(Observed.at(101, 0, Scalars.of(1), memory)).stepSize());
        assertEquals(
                0, sps.decide(Observed.at(102, 1, Scalars.of(9e-17), memory)).stepSize());
        double next = sps.decide(Observed.at(103, 1, Scalars.of(1), memory)).stepSize();
        assertEquals(0.2 * Math.pow(2, 0.01), next, 1e-12);
        assertEquals(
                0.1, sps.decide(Observed.at(104, 0.05, Scalars.of(1), memory)).stepSize());
    }

    /** F_min is the smallest loss, forgotten by a thousandth a step. */
    @Test
    void l4StepsToAFractionOfTheGap() {
        L4 l4 = new L4(L4.Direction.MOMENTUM, 0.15, 0);
        Trainer trainer = Implementation.PRODUCTION.start(l4, 0);
        assertEquals(0.15 * (1 - 0.9 * 0.75), trainer.step(1, 1).mean(), 1e-7);
        // m̂ stays 1, as all gradients are.
        assertEquals(0.15 * (0.5 - 0.9 * 0.5), trainer.step(0.5, 1).mean(), 1e-7);
        assertEquals(0.15 * (2 - 0.9 * 0.5005), trainer.step(2, 1).mean(), 1e-7);
    }

    @Test
    void dfwCutsToItsProximalCoefficient() {
        Dfw dfw = new Dfw(0.5, 0.9, 0.01, 0);
        // s = (1 − 0.5 · 0.01 · 20) / (0.5 · 0.9) = 2.
        Scalars scalars = scalars(0.9, 20);
        Decision decision = dfw.decide(Observed.at(1, 1, scalars));
        assertEquals(1, decision.unclippedStepSize(), 1e-15);
        assertEquals(0.5, decision.stepSize());
        assertTrue(decision.clipped());
        assertFalse(dfw.decide(Observed.at(1, 0.2, scalars)).clipped());
        assertEquals(0, dfw.decide(Observed.at(1, 0.05, scalars)).stepSize());
    }

    private static Scalars scalars(double gradientSquaredNorm, double parameterGradientDot) {
        return new Scalars(Map.of(
                Scalar.GRADIENT_SQUARED_NORM,
                gradientSquaredNorm,
                Scalar.PARAMETER_GRADIENT_DOT,
                parameterGradientDot));
    }

    private static double stepSize(JsonNode row, JsonNode params) {
        if (row.has("f_over_norm")) {
            return number(params, "eta") * number(row, "f_over_norm");
        }
        String key = row.has("gamma") ? "gamma" : row.has("step") ? "step" : "effective_step";
        return number(row, key);
    }

    private static Optimizer optimizer(String name, JsonNode params) {
        double weightDecay = number(params, "weight_decay", 0);
        double momentum = number(params, "momentum", 0);
        return switch (name) {
            case "aprox_truncated" -> new Aprox(number(params, "alpha0"), number(params, "beta"), 0);
            case "bpgrad", "bpgrad_mu0", "bpgrad_wd" -> new BpGrad(number(params, "eta"), momentum, weightDecay);
            case "dfw", "dfw_clipped", "dfw_wd_momentum" ->
                new Dfw(number(params, "eta"), momentum, weightDecay, number(params, "eps"));
            case "l4mom" -> new L4(L4.Direction.MOMENTUM, number(params, "alpha"), weightDecay);
            case "l4adam", "l4adam_wd" -> new L4(L4.Direction.ADAM, number(params, "alpha"), weightDecay);
            case "polyak", "polyak_fstar_0.5" -> new Polyak(number(params, "f_star"));
            case "sps_max", "sps_unbounded" ->
                new Sps(number(params, "c"), bound(params, "eta_max"), INFINITY, 1, number(params, "eps"), 0);
            case "sps_smooth" -> {
                // The same growth a step, with the trainer's number of steps an epoch.
                double epochs = Trainer.STEPS_PER_EPOCH / number(params, "batches_per_epoch");
                double growth = Math.pow(number(params, "growth"), epochs);
                yield new Sps(number(params, "c"), INFINITY, growth, number(params, "init"), number(params, "eps"), 0);
            }
            default -> throw new IllegalArgumentException("no optimizer for " + name);
        };
    }

    private static Stream<Arguments> runs() {
        return Stream.of(Implementation.REFERENCE, Implementation.PRODUCTION)
                .flatMap(implementation -> Stream.of(
                                "aprox_truncated",
                                "bpgrad",
                                "bpgrad_mu0",
                                "bpgrad_wd",
                                "dfw",
                                "dfw_clipped",
                                "dfw_wd_momentum",
                                "l4adam",
                                "l4adam_wd",
                                "l4mom",
                                "polyak",
                                "polyak_fstar_0.5",
                                "sps_max",
                                "sps_smooth",
                                "sps_unbounded")
                        .map(name -> Arguments.of(implementation, name)));
    }
}
