package io.aligspark.job.reduction;

import io.aligspark.job.shards.ShardTree;
import io.aligspark.job.shards.ShardTree.Node;
import io.aligspark.networks.Precision;
import java.util.HashMap;
import java.util.Map;

/**
 * What nodes of the tree of sums pass on: with {@link Precision#BF16} every node but the root rounds its sum and adds what
 * that took away to its next one. Residuals belong to nodes, so bits do not depend on which rank computes which nodes, as
 * long as it is the same rank for as long as this lives: an epoch. Residuals are zero at its start. One thread. Executor.
 */
public final class NodeRounding {
    private final Precision precision;
    private final Node root;
    private final int length;
    private final Map<Node, float[]> residuals = new HashMap<>();

    /**
     * Without residuals yet.
     *
     * @param tree of all shards
     * @param length elements of each sum
     */
    public NodeRounding(Precision precision, ShardTree tree, int length) {
        this.precision = precision;
        this.root = tree.root();
        this.length = length;
    }

    /**
     * Makes a node's sum what it passes on.
     *
     * @param values of the sum, changed; its element 0 is {@code values[from]}
     * @param start first element to be rounded
     * @param end one after the last
     */
    public void round(Node node, float[] values, int from, int start, int end) {
        if (precision == Precision.BF16 && !node.equals(root)) {
            float[] residual = residuals.computeIfAbsent(node, any -> new float[length]);
            Bfloat16.round(values, from + start, residual, start, end - start);
        }
    }

    /** As {@link #round(Node, float[], int, int, int)}, of shards that have samples. */
    ShardSums round(ShardSums sums) {
        if (sums.samples() > 0) {
            round(new Node(sums.from(), sums.to()), sums.gradientSum(), 0, 0, length);
        }
        return sums;
    }
}
