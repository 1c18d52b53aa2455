package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static io.aligspark.optimizer.Fixtures.number;
import static io.aligspark.optimizer.Fixtures.vector;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How {@link AligPlus} moves the samples' targets, and what they do to its steps. */
class AligPlusTest {
    private static final JsonNode TRACES = Fixtures.successors("aligPlus");

    /** What is kept per sample is a float. */
    private static final double TOLERANCE = 2e-6;

    @ParameterizedTest
    @EnumSource
    void followsTrace(Implementation implementation) {
        for (JsonNode run : TRACES.get("cases")) {
            Trainer trainer = implementation.start(optimizer(run), 1, -2, 0.5);
            for (int epoch = 0; epoch < 4; epoch++) {
                Trainer.Outcome outcome = null;
                for (int batch = 0; batch < 2; batch++) {
                    double[] losses = vector(TRACES.get("losses").get(epoch).get(batch));
                    trainer.observe(new int[] {2 * batch, 2 * batch + 1}, Vectors.toFloats(losses));
                    outcome = trainer.step(
                            Vectors.sum(losses) / 2, vector(TRACES.get("G").get(batch)));
                }
                trainer.endEpoch(end(epoch + 1));
                JsonNode row = run.get("trace").get(epoch);
                assertClose(number(row, "gamma"), outcome.mean(), TOLERANCE);
                assertClose(vector(row, "w"), trainer.parameters(), TOLERANCE);
            }
        }
    }

    @Test
    void movesTargetsAsTheTraceDoes() {
        for (JsonNode run : TRACES.get("cases")) {
            AligPlus plus = optimizer(run);
            List<float[]> memory = Observed.sampleMemory(plus);
            for (int epoch = 0; epoch < 4; epoch++) {
                for (int batch = 0; batch < 2; batch++) {
                    double[] losses = vector(TRACES.get("losses").get(epoch).get(batch));
                    visit(plus, memory, new int[] {2 * batch, 2 * batch + 1}, Vectors.toFloats(losses));
                }
                plus.endEpoch(end(epoch + 1), new double[0], memory);
                JsonNode row = run.get("trace").get(epoch);
                List<String> names = plus.sampleMemoryNames();
                assertStored(vector(row, "target"), memory.get(names.indexOf("target")));
                assertStored(vector(row, "delta"), memory.get(names.indexOf("gap")));
                boolean copied = plus.reachedLosses() == ReachedLosses.BEST_EPOCH;
                assertStored(vector(row, "best"), memory.get(names.indexOf(copied ? "best-loss" : "last-loss")));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"12, 5, 6", "14, 5, 7", "5, 5, 5", "10, 5, 5", "7, 1, 1"})
    void updatesTargetsEveryFewEpochs(int epochs, int targetUpdates, int expected) {
        AligPlus plus = new AligPlus(1, 0, 0, targetUpdates, epochs, ReachedLosses.LAST_VISIT);
        List<float[]> memory = Observed.sampleMemory(plus);
        visit(plus, memory, new int[] {0}, new float[] {1});
        int updates = 0;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            float before = memory.get(1)[0];
            plus.endEpoch(end(epoch), new double[0], memory);
            updates += memory.get(1)[0] == before ? 0 : 1;
        }
        assertEquals(expected, updates);
    }

    @ParameterizedTest
    @EnumSource
    void aSampleThatWasNotVisitedIsLeftAloneAndOutOfTheMeans(ReachedLosses reached) {
        AligPlus plus = new AligPlus(1, 0, 0, 2, 2, reached);
        List<float[]> memory = Observed.sampleMemory(plus);
        visit(plus, memory, new int[] {3, 5}, new float[] {1, 0});
        plus.endEpoch(end(1), new double[0], memory);
        assertArrayEquals(new float[] {0, 0, 0, 0.5f, 0, 0, 0, 0, 0, 0, 0, 0}, memory.get(1));
        // A worse epoch in the mean of what was visited: its loss counts only where the last visit does.
        visit(plus, memory, new int[] {3}, new float[] {2});
        plus.endEpoch(end(2), new double[0], memory);
        assertEquals(reached == ReachedLosses.LAST_VISIT ? 1.25f : 0.75f, memory.get(1)[3]);
    }

    @Test
    void aReachedTargetSinksButNotBelowZero() {
        AligPlus plus = new AligPlus(1, 0, 0, 3, 3, ReachedLosses.LAST_VISIT);
        List<float[]> memory = Observed.sampleMemory(plus);
        visit(plus, memory, new int[] {0}, new float[] {1});
        plus.endEpoch(end(1), new double[0], memory);
        visit(plus, memory, new int[] {0}, new float[] {0});
        plus.endEpoch(end(2), new double[0], memory);
        assertEquals(0.25f, memory.get(1)[0]);
        plus.endEpoch(end(3), new double[0], memory);
        assertEquals(0, memory.get(1)[0]);
        assertEquals(0.5f, memory.get(2)[0], "the gap is kept");
    }

    /** Ten epochs of ten steps; some samples are first visited late. */
    @ParameterizedTest
    @MethodSource("runs")
    void staysWithinFloatRoundingOfItsReferenceOverEpochs(AligPlus plus, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] start = Vectors.gaussian(random, 31);
        Trainer reference = Implementation.REFERENCE.start(plus, start);
        Trainer production = Implementation.PRODUCTION.start(plus, start);
        for (int step = 1; step <= 100; step++) {
            int[] samples = random.ints(0, step < 30 ? 8 : Trainer.SAMPLES)
                    .distinct()
                    .limit(4)
                    .toArray();
            float[] losses = new float[4];
            double lossMean = 0;
            for (int i = 0; i < 4; i++) {
                losses[i] = (float) random.nextDouble();
                lossMean += losses[i] / 4.0;
            }
            double[] gradient = Vectors.toDoubles(Vectors.toFloats(Vectors.times(0.3, Vectors.gaussian(random, 31))));
            reference.observe(samples, losses);
            production.observe(samples, losses);
            Trainer.Outcome expected = reference.step(lossMean, gradient);
            Trainer.Outcome actual = production.step(lossMean, gradient);
            assertEquals(expected.unclipped(), actual.unclipped(), 1e-12);
            assertClose(reference.parameters(), production.parameters(), 1e-4);
            if (step % 10 == 0) {
                reference.endEpoch(end(step / 10));
                production.endEpoch(end(step / 10));
            }
        }
    }

    @Test
    void refusesWhatItCannotWorkWith() {
        Exception updates = assertThrows(
                IllegalArgumentException.class, () -> new AligPlus(1, 0, 0, 5, 3, ReachedLosses.LAST_VISIT));
        assertEquals("optimizer.target-updates must be from 1 to train.epochs = 3, but was 5", updates.getMessage());
        AligPlus plus = new AligPlus(1, 0, 0, 1, 1, ReachedLosses.LAST_VISIT);
        Exception none = assertThrows(IllegalStateException.class, () -> plus.decide(Observed.at(1, 1, Scalars.of(1))));
        assertEquals("the losses of the batch's samples must be measured, but none are", none.getMessage());
        List<float[]> memory = Observed.sampleMemory(plus);
        Exception infinite = assertThrows(
                ArithmeticException.class,
                () -> visit(plus, memory, new int[] {0}, new float[] {Float.POSITIVE_INFINITY}));
        assertEquals("step 1: loss of a sample must be finite, but was Infinity; no update", infinite.getMessage());
        assertEquals(0, memory.get(0)[0]);
    }

    private static Stream<Arguments> runs() {
        return Stream.of(ReachedLosses.values())
                .flatMap(reached -> Stream.of(
                        new AligPlus(0.1, 0.9, 0.01, 5, 10, reached),
                        new AligPlus(Double.POSITIVE_INFINITY, 0.5, 0, 3, 10, reached)))
                .flatMap(plus -> LongStream.rangeClosed(1, 5).mapToObj(seed -> Arguments.of(plus, seed)));
    }

    private static AligPlus optimizer(JsonNode run) {
        boolean aliased = run.get("rule").asText().contains("aliased");
        return new AligPlus(
                number(run, "eta"),
                number(run, "mu"),
                number(run, "wd"),
                run.get("K").asInt(),
                4,
                aliased ? ReachedLosses.LAST_VISIT : ReachedLosses.BEST_EPOCH);
    }

    private static void visit(AligPlus plus, List<float[]> memory, int[] samples, float[] losses) {
        plus.decide(new Observation(
                Trainer.position(1),
                1,
                Scalars.of(1),
                new double[0],
                stepSize -> 0,
                new BatchSamples(samples, losses, memory)));
    }

    private static EpochEnd end(int epoch) {
        return new EpochEnd(epoch, 1, Double.NaN);
    }

    /** The first samples; the others were never visited. */
    private static void assertStored(double[] expected, float[] actual) {
        for (int i = 0; i < actual.length; i++) {
            assertEquals(i < expected.length ? expected[i] : 0, actual[i], 1e-7);
        }
    }
}
