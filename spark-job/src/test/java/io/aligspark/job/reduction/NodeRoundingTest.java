package io.aligspark.job.reduction;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.job.shards.ShardTree;
import io.aligspark.job.shards.ShardTree.Node;
import io.aligspark.networks.Precision;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeRoundingTest {
    private static final int LENGTH = 300;

    private static float[] gradient(int step, int shard) {
        Random random = new Random(100L * step + shard);
        float[] gradient = new float[LENGTH];
        for (int i = 0; i < LENGTH; i++) {
            // A mean that is large beside the noise: what is cut off always goes the same way.
            gradient[i] = (float) (1.0025 + 1e-3 * random.nextGaussian());
        }
        return gradient;
    }

    private static ShardSums sums(NodeRounding rounding, ShardTree tree, int step, boolean zero) {
        return tree.sum(
                node -> node.to() - node.from() == 1
                        ? rounding.round(new ShardSums(
                                node.from(),
                                node.to(),
                                1,
                                0,
                                zero ? new float[LENGTH] : gradient(step, node.from()),
                                new float[0]))
                        : null,
                (left, right) -> rounding.round(left.add(right)));
    }

    private static void accumulate(double[] totals, float[] values) {
        for (int i = 0; i < LENGTH; i++) {
            totals[i] += values[i];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7, 13})
    void nothingIsLostOverTheSteps(int shards) {
        int steps = 200;
        ShardTree tree = new ShardTree(shards);
        NodeRounding rounding = new NodeRounding(Precision.BF16, tree, LENGTH);
        double[] given = new double[LENGTH];
        double[] passedOn = new double[LENGTH];
        double[] withoutFeedback = new double[LENGTH];
        for (int step = 1; step <= steps; step++) {
            for (int shard = 0; shard < shards; shard++) {
                accumulate(given, gradient(step, shard));
            }
            accumulate(passedOn, sums(rounding, tree, step, false).gradientSum());
            NodeRounding fresh = new NodeRounding(Precision.BF16, tree, LENGTH);
            accumulate(withoutFeedback, sums(fresh, tree, step, false).gradientSum());
        }
        double before = distance(given, passedOn);
        // Each node holds back less than a step of its 16 bits, whatever the number of steps.
        assertTrue(before < 0.02 * shards, "held back " + before);
        assertTrue(distance(given, withoutFeedback) > 10 * before, "otherwise the feedback would do nothing");
        // Gradients of zero bring out what the nodes hold, eight bits at a time.
        for (int step = 0; step < 20; step++) {
            accumulate(passedOn, sums(rounding, tree, 0, true).gradientSum());
        }
        assertArrayEquals(given, passedOn, 1e-6 * shards * steps);
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void allButTheRootFitIn16Bits() {
        ShardTree tree = new ShardTree(4);
        NodeRounding rounding = new NodeRounding(Precision.BF16, tree, LENGTH);
        for (Node node : tree.subtrees(0, 3)) {
            float[] values = gradient(1, 0);
            rounding.round(node, values, 0, 0, LENGTH);
            for (float value : values) {
                assertEquals(0, Float.floatToRawIntBits(value) & 0xFFFF);
            }
        }
        float[] values = gradient(1, 0);
        rounding.round(tree.root(), values, 0, 0, LENGTH);
        assertArrayEquals(gradient(1, 0), values);
    }

    @Test
    void aShardWithoutSamplesPassesNothingOn() {
        ShardTree tree = new ShardTree(2);
        NodeRounding rounding = new NodeRounding(Precision.BF16, tree, LENGTH);
        sums(rounding, tree, 1, false);
        ShardSums empty = rounding.round(ShardSums.empty(0));
        assertEquals(0, empty.gradientSum().length);
    }

    @Test
    void aGradientThatIsNotFiniteIsStillFoundInItsShard() {
        ShardTree tree = new ShardTree(2);
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY, Float.intBitsToFloat(0x7F80_0001)}) {
            NodeRounding rounding = new NodeRounding(Precision.BF16, tree, LENGTH);
            float[] gradient = gradient(1, 1);
            gradient[7] = bad;
            ShardSums sums = rounding.round(new ShardSums(1, 2, 1, 0.5, gradient, new float[0]));
            assertEquals(1, sums.faultyShard());
            assertEquals(Float.isNaN(bad), Float.isNaN(sums.gradientSum()[7]));
            assertTrue(!Float.isFinite(sums.gradientSum()[7]));
        }
        NodeRounding rounding = new NodeRounding(Precision.BF16, tree, LENGTH);
        float[] largest = gradient(1, 0);
        largest[7] = Float.MAX_VALUE;
        ShardSums sums = rounding.round(new ShardSums(0, 1, 1, 0.5, largest, new float[0]));
        assertEquals(-1, sums.faultyShard());
        assertTrue(Float.isFinite(sums.gradientSum()[7]));
    }
}
