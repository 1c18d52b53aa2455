package io.aligspark.optimizer;

import static io.aligspark.optimizer.ChunkedSums.CHUNK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Cutting the vector does not change a bit. */
class SlicesTest {
    private static final int SIZE = 3 * CHUNK + 1_001;
    private static final int STEPS = 3;

    @ParameterizedTest
    @MethodSource("runs")
    void anyCutGivesTheSameBits(Optimizer optimizer, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] whole = Vectors.toFloats(Vectors.gaussian(random, SIZE));
        float[] cut = whole.clone();
        List<float[]> wholeState = zeros(optimizer);
        List<float[]> cutState = zeros(optimizer);
        double[] memory = new double[optimizer.memoryNames().size()];
        List<float[]> sampleMemory = Observed.sampleMemory(optimizer);
        for (int step = 1; step <= STEPS; step++) {
            float[] gradient = Vectors.toFloats(Vectors.gaussian(random, SIZE));
            Slice slice = Slice.whole(whole, gradient.clone(), wholeState);
            Map<Scalar, double[]> sums = optimizer.measure(step, slice);
            Map<Scalar, double[]> cutSums =
                    measureCopied(optimizer, step, cuts(random, CHUNK), cut, gradient, cutState);
            assertEquals(optimizer.scalars(), sums.keySet());
            sums.forEach((scalar, chunks) -> assertArrayEquals(chunks, cutSums.get(scalar)));

            double loss = random.nextDouble();
            BatchSamples samples = new BatchSamples(new int[] {step}, new float[] {(float) loss}, sampleMemory);
            Decision decision = optimizer.decide(new Observation(
                    Trainer.position(step), loss, Scalars.totals(sums), memory, stepSize -> 0, samples));
            optimizer.apply(decision, slice);
            int[] cuts = cuts(random, 1);
            for (int k = 1; k < cuts.length; k++) {
                onCopy(cuts[k - 1], cuts[k], cut, gradient, cutState, own -> optimizer.apply(decision, own));
            }
            assertSameBits(whole, cut);
            for (int k = 0; k < wholeState.size(); k++) {
                assertSameBits(wholeState.get(k), cutState.get(k));
            }
        }
    }

    @Test
    void entriesBeyondTheLengthAreLeftAlone() {
        Alig alig = new Alig(0.1, 0.9, MomentumKind.STANDARD, 0, 0);
        float[] parameters = {1, 1, 1};
        float[] velocity = new float[3];
        Decision decision = alig.decide(Observed.at(1, 1, Scalars.of(1)));
        alig.apply(decision, new Slice(7, 2, parameters, new float[] {1, 1, 1}, List.of(velocity)));
        assertArrayEquals(new float[] {0.81f, 0.81f, 1}, parameters, 1e-6f);
        assertArrayEquals(new float[] {-0.1f, -0.1f, 0}, velocity, 1e-6f);
    }

    @Test
    void refusesWhatDoesNotFit() {
        float[] two = new float[2];
        float[] three = new float[3];
        assertMessage(
                "slice must have offset and length >= 0, but was -1, 2", () -> new Slice(-1, 2, two, two, List.of()));
        assertMessage(
                "slice.parameters must have >= 3 elements, but has 2", () -> new Slice(0, 3, two, three, List.of()));
        assertMessage(
                "slice.gradientMean must have >= 3 elements, but has 2", () -> Slice.whole(three, two, List.of()));
        assertMessage("slice.state must have >= 3 elements, but has 2", () -> Slice.whole(three, three, List.of(two)));
        Alig alig = new Alig(1, 0.9, MomentumKind.STANDARD, 0, 0);
        Decision decision = alig.decide(Observed.at(1, 1, Scalars.of(1)));
        assertMessage(
                "slice must hold the state arrays [velocity], but holds 0 arrays",
                () -> alig.apply(decision, Slice.whole(two, two, List.of())));
        assertMessage(
                "decision must have 4 step sizes, but has 1",
                () -> Samples.grouped(MomentumKind.STANDARD).apply(decision, Slice.whole(two, two, List.of(two))));
    }

    private static void assertMessage(String expected, Runnable action) {
        Exception exception = assertThrows(IllegalStateException.class, action::run);
        assertEquals(expected, exception.getMessage());
    }

    /** Ends of random slices, at multiples of a number or at the end of the vector; some are empty. */
    private static int[] cuts(SplittableRandom random, int multiple) {
        IntStream inner = random.ints(random.nextInt(1, 40), 0, SIZE + 1).map(cut -> cut / multiple * multiple);
        return IntStream.concat(IntStream.of(0, SIZE), inner).sorted().toArray();
    }

    /** Chunk sums of slices, one after another. */
    private static Map<Scalar, double[]> measureCopied(
            Optimizer optimizer, long step, int[] cuts, float[] parameters, float[] gradient, List<float[]> state) {
        Map<Scalar, double[]> all = new EnumMap<>(Scalar.class);
        for (int k = 1; k < cuts.length; k++) {
            onCopy(
                    cuts[k - 1],
                    cuts[k],
                    parameters,
                    gradient,
                    state,
                    own -> optimizer
                            .measure(step, own)
                            .forEach((scalar, sums) -> all.merge(
                                    scalar,
                                    sums,
                                    (first, second) -> DoubleStream.concat(
                                                    DoubleStream.of(first), DoubleStream.of(second))
                                            .toArray())));
        }
        return all;
    }

    /** As a peer does: it owns arrays of its slice only. */
    private static void onCopy(
            int from, int to, float[] parameters, float[] gradient, List<float[]> state, Consumer<Slice> work) {
        float[] ownParameters = Arrays.copyOfRange(parameters, from, to);
        float[] ownGradient = Arrays.copyOfRange(gradient, from, to);
        List<float[]> ownState =
                state.stream().map(array -> Arrays.copyOfRange(array, from, to)).toList();
        work.accept(new Slice(from, to - from, ownParameters, ownGradient, ownState));
        System.arraycopy(ownParameters, 0, parameters, from, to - from);
        for (int k = 0; k < state.size(); k++) {
            System.arraycopy(ownState.get(k), 0, state.get(k), from, to - from);
        }
    }

    private static void assertSameBits(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.floatToRawIntBits(expected[i]), Float.floatToRawIntBits(actual[i]));
        }
    }

    private static List<float[]> zeros(Optimizer optimizer) {
        return optimizer.stateNames().stream().map(ignored -> new float[SIZE]).toList();
    }

    private static Stream<Arguments> runs() {
        return Samples.optimizers()
                .flatMap(optimizer -> LongStream.rangeClosed(1, 8).mapToObj(seed -> Arguments.of(optimizer, seed)));
    }
}
