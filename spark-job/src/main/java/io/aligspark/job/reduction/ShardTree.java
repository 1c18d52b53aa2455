package io.aligspark.job.reduction;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * The binary tree over shards 0..K-1, split at the midpoint, along which all sums are added: floating-point addition is
 * not associative, so the shape of the sum decides its bits. Who computes which part does not.
 */
final class ShardTree {
    private final int shards;

    ShardTree(int shards) {
        this.shards = shards;
    }

    /** Where the shards of a task begin: contiguous ranges of nearly equal size. */
    static int firstShard(int shards, int task, int tasks) {
        return (int) ((long) task * shards / tasks);
    }

    /**
     * The sums of the largest sub-trees that lie in {@code [from, to)}, in order.
     *
     * @param leaf computes the sums of one shard; called in ascending order
     */
    List<ShardSums> maximalSubtrees(int from, int to, IntFunction<ShardSums> leaf) {
        List<ShardSums> sums = new ArrayList<>();
        collect(0, shards, from, to, leaf, sums);
        return sums;
    }

    /** The sum over all shards from sub-trees that cover them. */
    ShardSums root(Collection<ShardSums> subtrees) {
        Map<Long, ShardSums> byRange = new HashMap<>();
        subtrees.forEach(sums -> byRange.put(range(sums.from(), sums.to()), sums));
        return root(0, shards, byRange);
    }

    private static void collect(
            int low, int high, int from, int to, IntFunction<ShardSums> leaf, List<ShardSums> sums) {
        if (low >= to || high <= from) {
            return;
        }
        if (from <= low && high <= to) {
            sums.add(compute(low, high, leaf));
            return;
        }
        int middle = (low + high) >>> 1;
        collect(low, middle, from, to, leaf, sums);
        collect(middle, high, from, to, leaf, sums);
    }

    private static ShardSums compute(int low, int high, IntFunction<ShardSums> leaf) {
        if (high - low == 1) {
            return leaf.apply(low);
        }
        int middle = (low + high) >>> 1;
        ShardSums left = compute(low, middle, leaf);
        return left.add(compute(middle, high, leaf));
    }

    private static ShardSums root(int low, int high, Map<Long, ShardSums> byRange) {
        ShardSums known = byRange.get(range(low, high));
        if (known != null) {
            return known;
        }
        if (high - low <= 1) {
            throw new IllegalStateException("no sums came for shard " + low);
        }
        int middle = (low + high) >>> 1;
        return root(low, middle, byRange).add(root(middle, high, byRange));
    }

    private static long range(int low, int high) {
        return ((long) low << Integer.SIZE) | high;
    }
}
