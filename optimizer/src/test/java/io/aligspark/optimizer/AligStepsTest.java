package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.bound;
import static io.aligspark.optimizer.Fixtures.list;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Traced steps with given losses and gradients. */
class AligStepsTest {
    private static final String PAPER_LITERAL = "paper_literal";

    @ParameterizedTest
    @EnumSource
    void followsTracedSteps(Implementation implementation) {
        JsonNode fixture = Fixtures.at("alig_steps");
        for (JsonNode example : fixture.get("cases")) {
            JsonNode params = example.get("params");
            if (!params.get("mode").asText().equals(PAPER_LITERAL)) {
                MomentumKind kind =
                        MomentumKind.valueOf(params.get("mode").asText().toUpperCase(Locale.ROOT));
                Alig alig = alig(params, kind);
                Trainer trainer = implementation.startProjected(alig, bound(params, "radius"), vector(fixture, "w0"));
                assertFollows(example.get("trace"), fixture.get("steps"), trainer, implementation.tolerance());
            }
        }
    }

    @Test
    void referenceReproducesPrintedMomentum() {
        JsonNode fixture = Fixtures.at("alig_steps");
        JsonNode example = Fixtures.named(fixture.get("cases"), "paper_literal_inf");
        double[] start = vector(fixture, "w0");
        DirectRule rule = new ReferenceAlig(alig(example.get("params"), MomentumKind.STANDARD), true);
        Trainer trainer =
                ReferenceTrainer.of(new ReferenceRule.Direct(rule, start.length), Double.POSITIVE_INFINITY, start);
        assertFollows(example.get("trace"), fixture.get("steps"), trainer, 1e-12);
    }

    @ParameterizedTest
    @EnumSource
    void clipsOneGlobalStepPerGroup(Implementation implementation) {
        JsonNode fixture = Fixtures.at("alig_param_groups");
        JsonNode first = fixture.get("groups").get(0);
        JsonNode second = fixture.get("groups").get(1);
        ParameterGroup group = new ParameterGroup(List.of(new ParameterGroup.Range(2, 3)), bound(second, "eta"), 0);
        Alig alig =
                new Alig(bound(first, "eta"), 0, MomentumKind.STANDARD, number(fixture, "delta"), 0, List.of(group));

        Trainer trainer = implementation.start(alig, 1, 2, -1);
        Trainer.Outcome outcome = trainer.step(number(fixture, "loss"), 0.5, -1, 2);

        assertEquals(number(fixture, "gamma_unclipped"), outcome.unclipped(), 1e-12);
        assertClose(vector(fixture, "gammas"), outcome.stepSizes(), 1e-12);
        assertEquals(number(fixture, "reported_mean_gamma"), outcome.mean(), 1e-12);
        double[] expected = {0.95, 2.1, fixture.get("w_after").get(1).get(0).asDouble()};
        assertClose(expected, trainer.parameters(), implementation.tolerance());
    }

    @ParameterizedTest
    @EnumSource
    void decidesDegenerateSteps(Implementation implementation) {
        for (JsonNode example : Fixtures.at("alig_edge_cases")) {
            if (example.get("gamma").isNull()) {
                continue;
            }
            Alig alig = Implementation.alig(bound(example, "eta"), number(example, "delta"));
            Trainer trainer = implementation.start(alig, 1, 2);
            Trainer.Outcome outcome = trainer.step(number(example, "loss"), vector(example, "grad"));
            assertEquals(number(example, "gamma"), outcome.mean(), 1e-14, example.toString());
            double[] expected = Vectors.plus(new double[] {1, 2}, -outcome.mean(), vector(example, "grad"));
            assertClose(expected, trainer.parameters(), implementation.tolerance());
        }
    }

    @ParameterizedTest
    @EnumSource
    void standardMomentumIsNesterovsLookAheadPoint(Implementation implementation) {
        JsonNode fixture = Fixtures.at("nesterov_equivalence");
        double learningRate = number(fixture, "lr");
        double[] curvature = vector(fixture, "a_diag");
        Alig clipped = new Alig(learningRate, number(fixture, "mu"), MomentumKind.STANDARD, 0, 0);
        Sgd sgd = new Sgd(learningRate, number(fixture, "mu"), true, 0);
        for (Optimizer optimizer : List.of(clipped, sgd)) {
            Trainer trainer = implementation.start(optimizer, vector(fixture, "w0"));
            for (JsonNode row : fixture.get("trace")) {
                double[] w = trainer.parameters();
                Trainer.Outcome outcome = trainer.step(Quadratic.loss(curvature, w), Quadratic.gradient(curvature, w));
                assertEquals(learningRate, outcome.mean(), 0);
                assertClose(vector(row, "w_shifted"), trainer.parameters(), implementation.tolerance());
            }
        }
    }

    private static Alig alig(JsonNode params, MomentumKind kind) {
        return new Alig(bound(params, "eta"), number(params, "momentum"), kind, number(params, "delta"), 0);
    }

    private static void assertFollows(JsonNode trace, JsonNode steps, Trainer trainer, double tolerance) {
        List<JsonNode> rows = list(trace);
        assertClose(vector(rows.get(0), "w_after_initial_projection"), trainer.parameters(), tolerance);
        for (int t = 0; t < steps.size(); t++) {
            JsonNode row = rows.get(t + 1);
            Trainer.Outcome outcome = trainer.step(number(steps.get(t), "loss"), vector(steps.get(t), "grad"));
            // A gradient rounded to float has another norm: 1e-7.
            double stepTolerance = Math.max(1e-12, tolerance / 10);
            assertEquals(number(row, "gamma_unclipped"), outcome.unclipped(), stepTolerance);
            assertEquals(number(row, "gamma"), outcome.mean(), stepTolerance);
            assertClose(vector(row, "w"), trainer.parameters(), tolerance);
            if (Vectors.squaredNorm(vector(row, "buffer")) > 0) {
                assertClose(vector(row, "buffer"), trainer.state(0), tolerance);
            }
        }
        assertTrue(steps.size() > 0);
    }
}
