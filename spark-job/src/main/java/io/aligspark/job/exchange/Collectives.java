package io.aligspark.job.exchange;

import io.aligspark.job.reduction.ShardAssignment;
import io.aligspark.job.reduction.ShardTree.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The operations on whole vectors of one rank: all ranks call the same ones in the same order. Each moves a vector at most
 * once over each link, and buffers are reused. One thread. Executor.
 *
 * <p>No array is read by two: what a rank sends stays as it is until the owners' answer, the next {@link #allGather}, has
 * come from all of them; and an owner answers when it has all sums.
 */
public final class Collectives {
    private final Rank rank;
    private final ShardAssignment assignment;
    private final Slices slices;
    private final float[] vector;
    private final int from;
    private final int length;
    /** Receive buffers, one [length] for each sub-tree of each other rank of another process; made when needed. */
    private final Map<Node, float[]> buffers = new HashMap<>();

    private final Map<Tag, List<Incoming>> expected = new HashMap<>();

    Collectives(Rank rank, ShardAssignment assignment, Slices slices, float[] vector) {
        this.rank = rank;
        this.assignment = assignment;
        this.slices = slices;
        this.vector = vector;
        this.from = slices.from(rank.self());
        this.length = slices.length(rank.self());
    }

    /** A sub-tree's sum over this rank's slice, or that of two neighbours, in the left one's array; null for nothing. */
    private record Part(float[] values, int from) {
        void add(Part right, int start, int end) {
            float[] sum = values;
            float[] addend = right.values;
            int distance = right.from - from;
            for (int i = from + start; i < from + end; i++) {
                sum[i] += addend[i + distance];
            }
        }
    }

    private record Addition(Part left, Part right) {}

    /** Allows other ranks to send the sums and slices of a step from now on, while this one still computes. */
    public void expect(long step) {
        expectSums(step);
        expectSlices(new Tag(Tag.Kind.GATHER, step, 0));
    }

    /**
     * Adds the sums of all sub-trees of all ranks along the tree, over this rank's slice.
     *
     * @param sums whole vectors {@code [p]} by sub-tree of this rank, in order; null for one without samples. They change,
     *     and must be left alone until {@link #allGather} of the step has returned.
     * @param sliceSum {@code [>= slice]}, filled
     */
    public void reduceScatter(long step, List<float[]> sums, float[] sliceSum) {
        for (int hop = 1; hop < slices.ranks(); hop++) {
            int owner = (rank.self() + hop) % slices.ranks();
            for (int part = 0; part < sums.size() && slices.length(owner) > 0; part++) {
                rank.link(owner)
                        .send(new Outgoing(
                                new Tag(Tag.Kind.REDUCE, step, part),
                                sums.get(part),
                                slices.from(owner),
                                slices.length(owner)));
            }
        }
        if (length == 0) {
            return;
        }
        List<Incoming> incoming = expectSums(step);
        // Whether a sub-tree has samples decides the additions: known with the first floats.
        await(incoming, 1);
        List<Addition> additions = new ArrayList<>();
        Part total = plan(sums, incoming, additions);
        for (int start = 0; start < length; start += Frame.PIECE) {
            int end = Math.min(length, start + Frame.PIECE);
            await(incoming, end);
            for (Addition addition : additions) {
                addition.left.add(addition.right, start, end);
            }
            System.arraycopy(total.values, total.from + start, sliceSum, start, end - start);
        }
        expected.remove(new Tag(Tag.Kind.REDUCE, step, 0));
    }

    /**
     * Puts every rank's slice into every rank's vector.
     *
     * @param slice this rank's, from index 0 on
     */
    public void allGather(long step, float[] slice) {
        gather(new Tag(Tag.Kind.GATHER, step, 0), slice);
    }

    /**
     * As {@link #allGather}, for a vector that is tried in between: the step's own is still to come.
     *
     * @param trial number of the trial in the step
     */
    public void allGatherTrial(long step, int trial, float[] slice) {
        gather(new Tag(Tag.Kind.TRIAL, step, trial), slice);
    }

    private void gather(Tag tag, float[] slice) {
        System.arraycopy(slice, 0, vector, from, length);
        for (int hop = 1; hop < slices.ranks() && length > 0; hop++) {
            rank.link((rank.self() + hop) % slices.ranks()).send(new Outgoing(tag, vector, from, length));
        }
        List<Incoming> incoming = expectSlices(tag);
        await(incoming, Integer.MAX_VALUE);
        expected.remove(tag);
    }

    private List<Incoming> expectSums(long step) {
        return expected.computeIfAbsent(new Tag(Tag.Kind.REDUCE, step, 0), any -> {
            List<Incoming> all = new ArrayList<>();
            for (int sender = 0; sender < slices.ranks() && length > 0; sender++) {
                List<Node> nodes = sender == rank.self() ? List.of() : assignment.subtrees(sender);
                for (int part = 0; part < nodes.size(); part++) {
                    all.add(expect(
                            sender,
                            new Tag(Tag.Kind.REDUCE, step, part),
                            rank.link(sender) instanceof LocalLink
                                    ? null
                                    : buffers.computeIfAbsent(nodes.get(part), node -> new float[length]),
                            0,
                            length,
                            true));
                }
            }
            return all;
        });
    }

    private List<Incoming> expectSlices(Tag tag) {
        return expected.computeIfAbsent(tag, any -> {
            List<Incoming> all = new ArrayList<>();
            for (int sender = 0; sender < slices.ranks(); sender++) {
                if (sender != rank.self() && slices.length(sender) > 0) {
                    all.add(expect(sender, tag, vector, slices.from(sender), slices.length(sender), false));
                }
            }
            return all;
        });
    }

    private Incoming expect(int sender, Tag tag, float[] values, int start, int count, boolean byReference) {
        Incoming incoming = new Incoming(rank.mailbox(), sender, tag, values, start, count, byReference);
        rank.link(sender).expect(incoming);
        return incoming;
    }

    /** The additions of the tree over all sub-trees, in order, and where the total will be. */
    private Part plan(List<float[]> sums, List<Incoming> incoming, List<Addition> additions) {
        Part nothing = new Part(null, 0);
        Map<Node, Part> parts = new HashMap<>();
        List<Node> own = assignment.subtrees(rank.self());
        for (int i = 0; i < own.size(); i++) {
            parts.put(own.get(i), sums.get(i) == null ? nothing : new Part(sums.get(i), from));
        }
        for (Incoming each : incoming) {
            Node node = assignment.subtrees(each.sender()).get(each.tag().part());
            parts.put(node, each.isAbsent() ? nothing : new Part(each.values(), each.from()));
        }
        return assignment.tree().sum(parts::get, (left, right) -> {
            if (left.values == null || right.values == null) {
                return left.values == null ? right : left;
            }
            additions.add(new Addition(left, right));
            return left;
        });
    }

    private void await(List<Incoming> incoming, int count) {
        for (Incoming each : incoming) {
            rank.mailbox()
                    .await(
                            () -> each.has(count),
                            () -> rank.lost(each.sender()),
                            rank.timeout(),
                            () -> new ExchangeException(rank.name(each.sender()) + ": " + each.tag()
                                    + " did not come to rank " + rank.self() + " in "
                                    + rank.timeout().toSeconds() + " s (exchange.timeout)"));
        }
    }
}
