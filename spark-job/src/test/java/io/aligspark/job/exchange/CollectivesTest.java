package io.aligspark.job.exchange;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.exchange.Attempt.Topology;
import io.aligspark.job.reduction.Bfloat16;
import io.aligspark.job.reduction.NodeRounding;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.job.shards.ShardTree.Node;
import io.aligspark.networks.Precision;
import io.aligspark.optimizer.ChunkedSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Ranks are threads: in one process by reference, in several by real sockets. */
class CollectivesTest {
    private static final int STEPS = 3;

    static Stream<Arguments> everyPrecision() {
        return Arrays.stream(Topology.values())
                .flatMap(topology ->
                        Arrays.stream(Precision.values()).map(precision -> Arguments.of(topology, precision)));
    }

    static Stream<Arguments> everyNumberOfRanks() {
        return everyPrecision()
                .flatMap(arguments -> IntStream.rangeClosed(1, 7)
                        .mapToObj(ranks -> Arguments.of(
                                arguments.get()[0], ranks, arguments.get()[1])));
    }

    /** Every shard has samples, but for two of three in the last step. */
    private static boolean isEmpty(long step, int shard) {
        return step == STEPS && shard % 3 != 0;
    }

    private static float[] leaf(long step, int shard, int length) {
        if (isEmpty(step, shard)) {
            return new float[0];
        }
        SplittableRandom random = new SplittableRandom(31 * step + shard);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = random.nextInt() * 1e-3f;
        }
        return values;
    }

    private static float[] add(float[] left, float[] right) {
        if (left.length == 0) {
            return right;
        }
        for (int i = 0; i < right.length; i++) {
            left[i] += right[i];
        }
        return left;
    }

    /** By recursion over the halves; the rounding is of all nodes below, too. */
    private static float[] sum(long step, Node node, int length, NodeRounding rounding) {
        int middle = (node.from() + node.to()) / 2;
        float[] sum = node.to() - node.from() == 1
                ? leaf(step, node.from(), length)
                : add(
                        sum(step, new Node(node.from(), middle), length, rounding),
                        sum(step, new Node(middle, node.to()), length, rounding));
        if (sum.length > 0) {
            rounding.round(node, sum, 0, 0, length);
        }
        return sum;
    }

    /** What a vector becomes when it follows another one. */
    private static float[] follow(Precision precision, float[] from, float[] to) {
        float[] moved = to.clone();
        for (int i = 0; i < moved.length && precision == Precision.BF16; i++) {
            moved[i] = from[i] + Bfloat16.round(to[i] - from[i]);
        }
        return moved;
    }

    @ParameterizedTest
    @MethodSource("everyNumberOfRanks")
    void sumsHaveTheBitsOfTheTreeAndEveryRankGetsTheWholeVector(Topology topology, int ranks, Precision precision)
            throws Exception {
        // Fewer chunks than ranks, no elements, one chunk, a short last chunk, several frames a slice.
        for (int length : new int[] {1, 0, ChunkedSums.CHUNK, 5 * ChunkedSums.CHUNK - 3, 150_001}) {
            for (int shards : new int[] {ranks, 13}) {
                run(topology, ShardAssignment.of(shards, ranks), length, precision);
            }
        }
    }

    private static void run(Topology topology, ShardAssignment assignment, int length, Precision precision)
            throws Exception {
        int ranks = assignment.tasks();
        Slices slices = new Slices(length, ranks);
        NodeRounding rounding = new NodeRounding(precision, assignment.tree(), length);
        float[][] sums = new float[STEPS + 1][];
        sums[0] = leaf(99, 0, length);
        for (int step = 1; step <= STEPS; step++) {
            sums[step] = sum(step, new Node(0, assignment.tree().shards()), length, rounding);
        }
        try (Attempt attempt = new Attempt(topology, ranks)) {
            attempt.startRanks(rank -> steps(rank, assignment, slices, precision, sums));
            attempt.awaitRanks();
            for (long step = 1; step <= STEPS; step++) {
                attempt.coordinator().send(step);
                attempt.coordinator().replies("trials");
                attempt.coordinator().send("decided");
            }
            attempt.coordinator().send(0L);
            attempt.finishAll();
        }
    }

    /** What the driver says is the step; the new parameters are the sums. */
    private static void steps(
            Rank rank, ShardAssignment assignment, Slices slices, Precision precision, float[][] expectedSums) {
        int length = slices.elements();
        int from = slices.from(rank.self());
        int to = slices.to(rank.self());
        float[] vector = new float[length];
        float[] slice = Arrays.copyOfRange(expectedSums[0], from, to);
        NodeRounding rounding = new NodeRounding(precision, assignment.tree(), length);
        Collectives collectives = rank.collectives(assignment, slices, precision, vector);
        collectives.start(0, slice);
        assertArrayEquals(expectedSums[0], vector);
        float[] expected = vector.clone();
        for (long step = (long) rank.receive(); step > 0; step = (long) rank.receive()) {
            collectives.expect(step);
            List<float[]> sums = new ArrayList<>();
            for (Node node : assignment.subtrees(rank.self())) {
                float[] sum = sum(step, node, length, rounding);
                sums.add(sum.length == 0 && length > 0 ? null : sum);
            }
            collectives.reduceScatter(step, sums, slice);
            assertArrayEquals(Arrays.copyOfRange(expectedSums[(int) step], from, to), slice, "step " + step);
            float[] tried = collectives.allGatherTrial(step, 1, new float[slice.length]);
            assertArrayEquals(follow(precision, expected, new float[length]), tried);
            rank.reply("tried");
            rank.receive();
            collectives.allGather(step, slice);
            expected = follow(precision, expected, expectedSums[(int) step]);
            assertArrayEquals(expected, vector, "step " + step);
        }
    }

    @Test
    void slicesAreWholeChunksThatCoverTheVector() {
        for (int length : new int[] {0, 1, 4096, 4097, 30_000, 1_000_000}) {
            for (int ranks = 1; ranks <= 9; ranks++) {
                Slices slices = new Slices(length, ranks);
                assertEquals(0, slices.from(0));
                assertEquals(length, slices.to(ranks - 1));
                for (int rank = 0; rank < ranks; rank++) {
                    assertTrue(slices.from(rank) % ChunkedSums.CHUNK == 0 || slices.length(rank) == 0);
                    assertTrue(slices.length(rank) <= (length / ChunkedSums.CHUNK / ranks + 1) * ChunkedSums.CHUNK);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everyPrecision")
    void everyRankSendsAsManyBytesAsTheIdealNeeds(Topology topology, Precision precision) throws Exception {
        int length = 1_000_000;
        for (int ranks : new int[] {2, 3, 4}) {
            ShardAssignment assignment = ShardAssignment.of(ranks == 3 ? 5 : 8, ranks);
            assertEquals(1, assignment.overIdeal(), 0);
            Slices slices = new Slices(length, ranks);
            double ideal = 2.0 * (ranks - 1) / ranks * precision.bytes() * length;
            try (Attempt attempt = new Attempt(topology, ranks)) {
                attempt.startRanks(rank -> {
                    Collectives collectives = rank.collectives(assignment, slices, precision, new float[length]);
                    collectives.reduceScatter(1, List.of(new float[length]), new float[length]);
                    collectives.allGather(1, new float[length]);
                    rank.reply(rank.bytesSent());
                    rank.receive();
                });
                attempt.awaitRanks();
                for (Object sent : attempt.coordinator().replies("bytes")) {
                    double factor = (long) sent / ideal;
                    if (topology == Topology.SOCKETS || topology == Topology.ENCRYPTED) {
                        assertEquals(1, factor, 0.02);
                    } else {
                        assertTrue(factor < 1.02, "bytes over the ideal: " + factor);
                    }
                }
                attempt.coordinator().send("leave");
                attempt.finishAll();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Topology.class)
    void slicesOfTheStateTravelBetweenDriverAndOwners(Topology topology) throws Exception {
        Slices slices = new Slices(100_000, 3);
        try (Attempt attempt = new Attempt(topology, 3)) {
            attempt.startRanks(rank -> {
                int length = slices.length(rank.self());
                float[] slice = new float[length];
                rank.receiveSlice(7, 2, slice, length);
                for (int i = 0; i < length; i++) {
                    slice[i] += 1;
                }
                rank.sendSlice(8, 0, slice, length);
                rank.receive();
            });
            attempt.awaitRanks();
            float[] vector = leaf(1, 0, slices.elements());
            float[] expected = vector.clone();
            for (int i = 0; i < expected.length; i++) {
                expected[i] += 1;
            }
            attempt.coordinator().sendSlices(7, 2, vector, slices);
            float[] actual = new float[vector.length];
            attempt.coordinator().receiveSlices(8, 0, actual, slices);
            assertArrayEquals(expected, actual);
            attempt.coordinator().send("leave");
            attempt.finishAll();
        }
    }
}
