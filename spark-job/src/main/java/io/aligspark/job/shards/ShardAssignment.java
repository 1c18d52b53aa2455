package io.aligspark.job.shards;

import io.aligspark.job.shards.ShardTree.Node;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

/**
 * Which task computes which shards: contiguous ranges, none larger than an equal cut needs, that form as few sub-trees of
 * {@link ShardTree} as such ranges can. A task sends one vector for each of its sub-trees.
 *
 * @param tree over all shards
 * @param first shard of each task, and the number of shards at the end
 */
public record ShardAssignment(ShardTree tree, int[] first) implements Serializable {

    /**
     * The assignment for a number of tasks.
     *
     * @throws IllegalArgumentException unless {@code 1 <= tasks <= shards}
     */
    public static ShardAssignment of(int shards, int tasks) {
        if (tasks < 1 || tasks > shards) {
            throw new IllegalArgumentException("tasks must be in [1, " + shards + " shards], but were " + tasks);
        }
        ShardTree tree = new ShardTree(shards);
        int[][] subtrees = new int[shards + 1][];
        int largest = BatchSchedule.ceilDiv(shards, tasks);
        for (int from = 0; from < shards; from++) {
            subtrees[from] = new int[Math.min(largest, shards - from) + 1];
            for (int size = 1; size < subtrees[from].length; size++) {
                subtrees[from][size] = tree.subtrees(from, from + size).size();
            }
        }
        // The slowest link decides: the fewest sub-trees of the worst task first, then of all together.
        for (int worst = 1; ; worst++) {
            int[] first = cut(shards, tasks, worst, subtrees);
            if (first.length > 0) {
                return new ShardAssignment(tree, first);
            }
        }
    }

    /** Number of tasks. */
    public int tasks() {
        return first.length - 1;
    }

    /** The sub-trees of a task, in order. */
    public List<Node> subtrees(int task) {
        return tree.subtrees(first[task], first[task + 1]);
    }

    /**
     * What the busiest task sends and receives for the sums, and for the new parameters after them, over the least that
     * any exchange needs, 2(n-1)/n vectors: 1 where each task's shards form one sub-tree.
     */
    public double overIdeal() {
        int all = 0;
        for (int task = 0; task < tasks(); task++) {
            all += subtrees(task).size();
        }
        double busiest = 1;
        for (int task = 0; task < tasks(); task++) {
            int sent = subtrees(task).size();
            double received = tasks() == 1 ? 1 : (double) (all - sent) / (tasks() - 1);
            busiest = Math.max(busiest, Math.max(sent, received));
        }
        return (busiest + 1) / 2;
    }

    /**
     * Cut with at most {@code worst} sub-trees a task, of the least sum of sub-trees, and among these of the most even
     * sizes; empty if there is none. Dynamic programming over (task, end of its shards).
     */
    private static int[] cut(int shards, int tasks, int worst, int[][] subtrees) {
        long impossible = Long.MAX_VALUE;
        long unit = (long) shards * shards + 1;
        long[] cost = new long[shards + 1];
        Arrays.fill(cost, impossible);
        cost[0] = 0;
        int[][] start = new int[tasks][shards + 1];
        for (int task = 0; task < tasks; task++) {
            long[] next = new long[shards + 1];
            Arrays.fill(next, impossible);
            for (int from = task; from < shards; from++) {
                if (cost[from] == impossible) {
                    continue;
                }
                for (int size = 1; size < subtrees[from].length; size++) {
                    long total = cost[from] + unit * subtrees[from][size] + (long) size * size;
                    if (subtrees[from][size] <= worst && total < next[from + size]) {
                        next[from + size] = total;
                        start[task][from + size] = from;
                    }
                }
            }
            cost = next;
        }
        if (cost[shards] == impossible) {
            return new int[0];
        }
        int[] first = new int[tasks + 1];
        first[tasks] = shards;
        for (int task = tasks - 1; task >= 0; task--) {
            first[task] = start[task][first[task + 1]];
        }
        return first;
    }
}
