package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** MoMo and MoMo-Adam against traces of the authors' code. */
class MomoTest {

    @ParameterizedTest
    @MethodSource("traces")
    void referenceFollowsTheAuthorsCode(MomoStep momo, JsonNode trace) {
        double[] start = vector(Fixtures.successors("w0"));
        ReferenceMomo rule = new ReferenceMomo(momo, start.length);
        Trainer trainer = ReferenceTrainer.of(rule, Double.POSITIVE_INFINITY, start);
        for (int t = 0; t < trace.size(); t++) {
            JsonNode row = trace.get(t);
            assertFollows(row, step(trainer, t), trainer, 1e-12);
            assertClose(number(row, "lowerBound"), rule.lowerBound(), 1e-12);
            assertClose(number(row, "fbar", rule.lossAverage()), rule.lossAverage(), 1e-12);
            assertClose(number(row, "s", rule.dotAverage()), rule.dotAverage(), 1e-12);
            double squaredNorm = Vectors.squaredNorm(trainer.state(0));
            assertClose(number(row, "dNorm2", squaredNorm), squaredNorm, 1e-12);
        }
    }

    @ParameterizedTest
    @MethodSource("traces")
    void productionFollowsTheAuthorsCode(MomoStep momo, JsonNode trace) {
        double tolerance = Implementation.PRODUCTION.tolerance();
        ProductionTrainer trainer =
                new ProductionTrainer(momo, Double.POSITIVE_INFINITY, vector(Fixtures.successors("w0")));
        for (int t = 0; t < trace.size(); t++) {
            JsonNode row = trace.get(t);
            assertFollows(row, step(trainer, t), trainer, tolerance);
            assertClose(number(row, "fbar", trainer.memory(0)), trainer.memory(0), tolerance);
            assertClose(number(row, "s", trainer.memory(1)), trainer.memory(1), tolerance);
            assertClose(number(row, "lowerBound"), trainer.memory(2), tolerance);
        }
    }

    /** ½‖w‖² + 1 does not interpolate: the online bound finds its minimum of 1, and training its minimiser. */
    @Test
    void onlineLowerBoundFindsTheMinimum() {
        double[] start = Vectors.gaussian(new SplittableRandom(4), 5);
        ProductionTrainer online =
                new ProductionTrainer(new Momo(10, 0, false, 0, 0, true), Double.POSITIVE_INFINITY, start);
        Trainer assumed = Implementation.PRODUCTION.start(new Momo(10, 0, false, 0, 0, false), start);
        for (int t = 0; t < 200; t++) {
            for (Trainer trainer : new Trainer[] {online, assumed}) {
                double[] w = trainer.parameters();
                trainer.step(1 + Vectors.squaredNorm(w) / 2, w);
            }
        }
        assertEquals(1, online.memory(2), 0.01);
        double reached = Vectors.squaredNorm(online.parameters());
        double assumedReached = Vectors.squaredNorm(assumed.parameters());
        assertTrue(reached < 0.02, "" + reached);
        assertTrue(assumedReached > 0.1, "" + assumedReached);
    }

    private static Trainer.Outcome step(Trainer trainer, int t) {
        JsonNode step = Fixtures.successors("steps").get(t);
        return trainer.step(step.get(0).asDouble(), vector(step.get(1)));
    }

    private static void assertFollows(JsonNode row, Trainer.Outcome outcome, Trainer trainer, double tolerance) {
        assertClose(number(row, "tau"), outcome.mean(), tolerance);
        assertClose(number(row, "unclipped"), outcome.unclipped(), tolerance);
        assertClose(vector(row, "w"), trainer.parameters(), tolerance);
    }

    private static Stream<Arguments> traces() {
        JsonNode momo = Fixtures.successors("momo");
        JsonNode adam = Fixtures.successors("momoAdam");
        return Stream.concat(
                IntStream.range(0, momo.size()).mapToObj(momo::get).map(run -> {
                    JsonNode params = run.get("params");
                    return Arguments.of(
                            new Momo(
                                    number(params, "lr", 1),
                                    number(params, "beta", 0.9),
                                    params.path("bc").asBoolean(false),
                                    number(params, "wd", 0),
                                    number(params, "lb", 0),
                                    params.path("fs").asBoolean(false)),
                            run.get("trace"));
                }),
                IntStream.range(0, adam.size()).mapToObj(adam::get).map(run -> {
                    JsonNode params = run.get("params");
                    return Arguments.of(
                            new MomoAdam(
                                    number(params, "lr", 0.01),
                                    0.9,
                                    0.999,
                                    1e-8,
                                    number(params, "wd", 0),
                                    !params.path("div").asBoolean(true),
                                    0,
                                    params.path("fs").asBoolean(false)),
                            run.get("trace"));
                }));
    }
}
