package io.aligspark.job.exchange;

import io.aligspark.job.reduction.Bfloat16;
import io.aligspark.job.reduction.NodeRounding;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.job.shards.ShardTree.Node;
import io.aligspark.networks.Precision;
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
 *
 * <p>With {@link Precision#BF16} two bytes an element travel. Sums of sub-trees come rounded and are rounded on the way up
 * the tree ({@link NodeRounding}). The whole vector then follows the slices: owners send rounded differences to it, which all
 * add, the owner as well. What that leaves out is in the next difference.
 */
public final class Collectives {
    private final Rank rank;
    private final ShardAssignment assignment;
    private final Slices slices;
    private final Precision precision;
    private final float[] vector;
    private final int from;
    private final int length;
    private final NodeRounding rounding;
    /** With 16 bits: what this rank sends of a vector, its slice; and a vector that is tried, made when needed. */
    private final float[] differences;

    private float[] tried = {};
    /** Receive buffers, one [length] for each sub-tree of each other rank of another process; made when needed. */
    private final Map<Node, float[]> buffers = new HashMap<>();

    private final Map<Tag, List<Incoming>> expected = new HashMap<>();

    Collectives(Rank rank, ShardAssignment assignment, Slices slices, Precision precision, float[] vector) {
        this.rank = rank;
        this.assignment = assignment;
        this.slices = slices;
        this.precision = precision;
        this.vector = vector;
        this.from = slices.from(rank.self());
        this.length = slices.length(rank.self());
        this.rounding = new NodeRounding(precision, assignment.tree(), length);
        this.differences = new float[precision == Precision.BF16 ? length : 0];
    }

    /** A sub-tree's sum over this rank's slice, or that of two neighbours, in the left one's array; null for nothing. */
    private record Part(Node node, float[] values, int from) {
        Part at(Node parent) {
            return new Part(parent, values, from);
        }

        void add(Part right, int start, int end) {
            float[] sum = values;
            float[] addend = right.values;
            int distance = right.from - from;
            for (int i = from + start; i < from + end; i++) {
                sum[i] += addend[i + distance];
            }
        }
    }

    /** How a node's sum comes about, in its array: the right one is null where only one half has samples. */
    private record Addition(Part sum, Part right) {
        void carryOut(NodeRounding rounding, int start, int end) {
            if (right != null) {
                sum.add(right, start, end);
            }
            rounding.round(sum.node, sum.values, sum.from, start, end);
        }
    }

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
                                precision,
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
                addition.carryOut(rounding, start, end);
            }
            System.arraycopy(total.values, total.from + start, sliceSum, start, end - start);
        }
        expected.remove(new Tag(Tag.Kind.REDUCE, step, 0));
    }

    /**
     * As {@link #allGather}, with all bits: where the vector starts from.
     *
     * @param step the last one taken
     */
    public void start(long step, float[] slice) {
        Tag tag = new Tag(Tag.Kind.START, step, 0);
        System.arraycopy(slice, 0, vector, from, length);
        exchange(new Outgoing(tag, Precision.FP32, vector, from, length));
    }

    /**
     * Puts every rank's slice into every rank's vector; with 16 bits, moves the vector there.
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
     * @return the vector that is tried, until the next one
     */
    public float[] allGatherTrial(long step, int trial, float[] slice) {
        Tag tag = new Tag(Tag.Kind.TRIAL, step, trial);
        gather(tag, slice);
        return target(tag);
    }

    private void gather(Tag tag, float[] slice) {
        if (precision == Precision.FP32) {
            System.arraycopy(slice, 0, vector, from, length);
            exchange(new Outgoing(tag, precision, vector, from, length));
            return;
        }
        float[] target = target(tag);
        for (int i = 0; i < length; i++) {
            float difference = Bfloat16.round(slice[i] - vector[from + i]);
            differences[i] = difference;
            target[from + i] = vector[from + i] + difference;
        }
        exchange(new Outgoing(tag, precision, differences, 0, length));
    }

    /** What a slice goes to. Differences of a trial leave alone the vector that they refer to. */
    private float[] target(Tag tag) {
        if (precision == Precision.FP32 || tag.kind() != Tag.Kind.TRIAL) {
            return vector;
        }
        if (tried.length < vector.length) {
            tried = new float[vector.length];
        }
        return tried;
    }

    /** Sends this rank's slice to all others, and waits for theirs. */
    private void exchange(Outgoing slice) {
        for (int hop = 1; hop < slices.ranks() && length > 0; hop++) {
            rank.link((rank.self() + hop) % slices.ranks()).send(slice);
        }
        List<Incoming> incoming = expectSlices(slice.tag());
        await(incoming, Integer.MAX_VALUE);
        expected.remove(slice.tag());
    }

    private List<Incoming> expectSums(long step) {
        return expected.computeIfAbsent(new Tag(Tag.Kind.REDUCE, step, 0), any -> {
            List<Incoming> all = new ArrayList<>();
            for (int sender = 0; sender < slices.ranks() && length > 0; sender++) {
                List<Node> nodes = sender == rank.self() ? List.of() : assignment.subtrees(sender);
                for (int part = 0; part < nodes.size(); part++) {
                    float[] buffer = rank.link(sender) instanceof LocalLink
                            ? null
                            : buffers.computeIfAbsent(nodes.get(part), node -> new float[length]);
                    all.add(expect(
                            sender, new Tag(Tag.Kind.REDUCE, step, part), Landing.of(precision, buffer, 0, length)));
                }
            }
            return all;
        });
    }

    private List<Incoming> expectSlices(Tag tag) {
        Precision sent = tag.kind() == Tag.Kind.START ? Precision.FP32 : precision;
        float[] base = sent == Precision.FP32 ? null : vector;
        return expected.computeIfAbsent(tag, any -> {
            List<Incoming> all = new ArrayList<>();
            for (int sender = 0; sender < slices.ranks(); sender++) {
                if (sender != rank.self() && slices.length(sender) > 0) {
                    all.add(expect(
                            sender,
                            tag,
                            new Landing(sent, target(tag), base, slices.from(sender), slices.length(sender))));
                }
            }
            return all;
        });
    }

    private Incoming expect(int sender, Tag tag, Landing landing) {
        Incoming incoming = new Incoming(rank.mailbox(), sender, tag, landing);
        rank.link(sender).expect(incoming);
        return incoming;
    }

    /** The additions of the tree over all sub-trees, in order, and where the total will be. */
    private Part plan(List<float[]> sums, List<Incoming> incoming, List<Addition> additions) {
        Map<Node, Part> parts = new HashMap<>();
        List<Node> own = assignment.subtrees(rank.self());
        for (int i = 0; i < own.size(); i++) {
            parts.put(own.get(i), new Part(own.get(i), sums.get(i), from));
        }
        for (Incoming each : incoming) {
            Node node = assignment.subtrees(each.sender()).get(each.tag().part());
            parts.put(node, new Part(node, each.isAbsent() ? null : each.values(), each.from()));
        }
        return assignment.tree().sum(parts::get, (left, right) -> {
            Part sum = (left.values == null ? right : left).at(new Node(left.node.from(), right.node.to()));
            if (sum.values != null) {
                additions.add(new Addition(sum, left.values == null || right.values == null ? null : right));
            }
            return sum;
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
