package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.shards.ShardTree;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardTreeTest {
    private static final int LENGTH = 257;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 13, 16, 31})
    void anyNumberOfTasksGivesTheSameBits(int shards) {
        ShardSums alone = sum(shards, 1);
        for (int tasks = 2; tasks <= shards; tasks++) {
            ShardSums together = sum(shards, tasks);
            assertArrayEquals(alone.gradientSum(), together.gradientSum(), tasks + " tasks");
            assertEquals(alone.lossSum(), together.lossSum(), 0);
            assertEquals(alone.samples(), together.samples());
        }
    }

    @Test
    void theShapeOfTheSumMatters() {
        float[] inTree = sum(8, 1).gradientSum();
        float[] inLine = new float[LENGTH];
        for (int shard = 0; shard < 8; shard++) {
            float[] gradient = leaf(shard).gradientSum();
            for (int i = 0; i < LENGTH; i++) {
                inLine[i] += gradient[i];
            }
        }
        assertTrue(!java.util.Arrays.equals(inTree, inLine), "otherwise the tests of bits would test nothing");
    }

    @Test
    void emptyShardsAddNothing() {
        ShardTree tree = new ShardTree(3);
        ShardSums sums = ShardSums.root(
                tree,
                ShardSums.maximalSubtrees(tree, 0, 3, shard -> shard == 1 ? leaf(shard) : ShardSums.empty(shard)));
        assertArrayEquals(leaf(1).gradientSum(), sums.gradientSum());
        assertEquals(leaf(1).samples(), sums.samples());
    }

    @Test
    void theFirstFaultyShardIsNamed() {
        ShardTree tree = new ShardTree(8);
        ShardSums sums = ShardSums.root(
                tree,
                ShardSums.maximalSubtrees(
                        tree,
                        0,
                        8,
                        shard -> shard == 5 || shard == 6
                                ? new ShardSums(shard, shard + 1, 1, Double.NaN, new float[LENGTH], new float[0])
                                : leaf(shard)));
        assertEquals(5, sums.faultyShard());
        float[] infinite = new float[LENGTH];
        infinite[LENGTH - 1] = Float.NEGATIVE_INFINITY;
        assertEquals(2, new ShardSums(2, 3, 1, 1, infinite, new float[0]).faultyShard());
        assertEquals(2, new ShardSums(2, 3, 1, -0.1, new float[LENGTH], new float[0]).faultyShard());
        assertEquals(-1, leaf(2).faultyShard());
    }

    @Test
    void aMissingShardIsNoticed() {
        ShardTree tree = new ShardTree(4);
        List<ShardSums> sums = ShardSums.maximalSubtrees(tree, 0, 3, ShardTreeTest::leaf);
        assertEquals(
                "no sums came for shard 3",
                assertThrows(IllegalStateException.class, () -> ShardSums.root(tree, sums))
                        .getMessage());
    }

    private static ShardSums sum(int shards, int tasks) {
        ShardTree tree = new ShardTree(shards);
        List<ShardSums> arrived = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            arrived.addAll(ShardSums.maximalSubtrees(
                    tree, task * shards / tasks, (task + 1) * shards / tasks, ShardTreeTest::leaf));
        }
        Collections.shuffle(arrived, new Random(tasks));
        return ShardSums.root(tree, arrived);
    }

    private static ShardSums leaf(int shard) {
        Random random = new Random(shard);
        float[] gradient = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            gradient[i] = (float) random.nextGaussian();
        }
        return new ShardSums(shard, shard + 1, 10 + shard, random.nextDouble(), gradient, new float[0]);
    }
}
