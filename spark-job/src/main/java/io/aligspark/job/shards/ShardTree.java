package io.aligspark.job.shards;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;

/**
 * The binary tree over shards 0..K-1, split at the midpoint, along which all sums are added: floating-point addition is
 * not associative, so the shape of the sum decides its bits. Who computes which part does not.
 *
 * @param shards K
 */
public record ShardTree(int shards) implements Serializable {

    /** The shards {@code [from, to)} below one node of the tree. */
    public record Node(int from, int to) implements Serializable {
        private int middle() {
            return (from + to) >>> 1;
        }

        private Node left() {
            return new Node(from, middle());
        }

        private Node right() {
            return new Node(middle(), to);
        }
    }

    /** The node of all shards. */
    public Node root() {
        return new Node(0, shards);
    }

    /** The largest sub-trees that lie in {@code [from, to)}, in order. */
    public List<Node> subtrees(int from, int to) {
        List<Node> nodes = new ArrayList<>();
        collect(root(), from, to, nodes);
        return nodes;
    }

    /**
     * The value of a node: the known one, or the sum of its halves. Left before right.
     *
     * @param known of some nodes, null for others
     * @throws IllegalStateException if a shard's is not known
     */
    public static <T> T sum(Node node, Function<Node, T> known, BinaryOperator<T> add) {
        T value = known.apply(node);
        if (value != null) {
            return value;
        }
        if (node.to - node.from <= 1) {
            throw new IllegalStateException("no sums came for shard " + node.from);
        }
        T left = sum(node.left(), known, add);
        return add.apply(left, sum(node.right(), known, add));
    }

    /** As {@link #sum}, of all shards. */
    public <T> T sum(Function<Node, T> known, BinaryOperator<T> add) {
        return sum(root(), known, add);
    }

    private static void collect(Node node, int from, int to, List<Node> nodes) {
        if (node.from >= to || node.to <= from) {
            return;
        }
        if (from <= node.from && node.to <= to) {
            nodes.add(node);
            return;
        }
        collect(node.left(), from, to, nodes);
        collect(node.right(), from, to, nodes);
    }
}
