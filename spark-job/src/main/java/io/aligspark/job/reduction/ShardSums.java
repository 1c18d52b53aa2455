package io.aligspark.job.reduction;

import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.shards.ShardTree;
import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/**
 * Sums over the shards {@code [from, to)}, one node of the tree. Owned by whoever holds it; {@link #add} changes it.
 * Travels from executors to the driver, as raw bytes: Java's own serialisation of a float array takes several times
 * longer.
 */
public final class ShardSums implements Externalizable {
    private static final long serialVersionUID = 1;
    private static final int NO_FAULT = -1;

    private int from;
    private int to;
    private int samples;
    private double lossSum;
    private int faultyShard = NO_FAULT;
    private float[] gradientSum = {};
    private float[] bufferSum = {};
    private SampleLosses sampleLosses = SampleLosses.NONE;

    /** For deserialisation. */
    public ShardSums() {}

    public ShardSums(int from, int to, int samples, double lossSum, float[] gradientSum, float[] bufferSum) {
        this.from = from;
        this.to = to;
        this.samples = samples;
        this.lossSum = lossSum;
        this.gradientSum = gradientSum;
        this.bufferSum = bufferSum;
        if (!(lossSum >= 0) || Double.isInfinite(lossSum) || !isFinite(gradientSum)) {
            faultyShard = from;
        }
    }

    /** The same with the losses of the shard's samples. */
    ShardSums withSampleLosses(SampleLosses losses) {
        sampleLosses = losses;
        return this;
    }

    /** A shard without samples. */
    public static ShardSums empty(int shard) {
        return new ShardSums(shard, shard + 1, 0, 0, new float[0], new float[0]);
    }

    public int from() {
        return from;
    }

    public int to() {
        return to;
    }

    /** Number of samples. */
    public int samples() {
        return samples;
    }

    /** Sum of their losses. */
    public double lossSum() {
        return lossSum;
    }

    /** The first shard whose loss was negative or not finite, or whose gradient was not finite; -1 if there is none. */
    public int faultyShard() {
        return faultyShard;
    }

    /** {@code [p]}, or empty without samples. */
    public float[] gradientSum() {
        return gradientSum;
    }

    /** {@code [b]}, or empty without samples. */
    public float[] bufferSum() {
        return bufferSum;
    }

    /** By shard and then in the order of its batch; of no sample unless they were given. */
    public SampleLosses sampleLosses() {
        return sampleLosses;
    }

    /** All but the gradient. */
    public ShardSums withoutGradient() {
        ShardSums copy = new ShardSums(from, to, samples, lossSum, new float[0], bufferSum);
        copy.faultyShard = faultyShard;
        copy.sampleLosses = sampleLosses;
        return copy;
    }

    /**
     * The sum over all shards.
     *
     * @param subtrees that cover them
     * @throws TrainingFault if a shard's loss is negative or not finite, or its gradient not finite
     */
    public static ShardSums total(BatchSchedule schedule, long step, Collection<ShardSums> subtrees) {
        ShardSums total = unchecked(schedule, subtrees);
        if (total.faultyShard != NO_FAULT) {
            String what = Double.isFinite(total.lossSum)
                    ? "the loss is negative or the gradient is not finite"
                    : "the loss is " + total.lossSum;
            throw new TrainingFault("training broke at step " + step + " (epoch " + schedule.epoch(step) + "), shard "
                    + total.faultyShard + ": " + what
                    + "; try a smaller learning rate, and look at the data for values that are far too large");
        }
        return total;
    }

    /** As {@link #total}, where a loss that is not finite is an answer. */
    public static ShardSums unchecked(BatchSchedule schedule, Collection<ShardSums> subtrees) {
        return root(new ShardTree(schedule.shards()), subtrees);
    }

    /** Divides sums over samples by their number, in place. */
    public static void divide(float[] sums, int samples) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= samples;
        }
    }

    /** Adds the right neighbour; this becomes their parent. */
    public ShardSums add(ShardSums right) {
        if (to != right.from) {
            throw new IllegalStateException(
                    "shards [" + from + ", " + to + ") and [" + right.from + ", " + right.to + ") are not neighbours");
        }
        to = right.to;
        faultyShard = faultyShard == NO_FAULT ? right.faultyShard : faultyShard;
        if (samples == 0) {
            gradientSum = right.gradientSum;
            bufferSum = right.bufferSum;
        } else if (right.samples > 0) {
            addTo(gradientSum, right.gradientSum);
            addTo(bufferSum, right.bufferSum);
        }
        samples += right.samples;
        sampleLosses = sampleLosses.and(right.sampleLosses);
        lossSum += right.lossSum;
        return this;
    }

    private static void addTo(float[] sum, float[] addend) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += addend[i];
        }
    }

    private static boolean isFinite(float[] values) {
        // Zero unless some element is infinite or NaN; vectorises, unlike a test of each.
        float zero = 0;
        for (float value : values) {
            zero += value * 0;
        }
        return zero == 0;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeInt(from);
        out.writeInt(to);
        out.writeInt(samples);
        out.writeDouble(lossSum);
        out.writeInt(faultyShard);
        FloatVector.write(gradientSum, out);
        FloatVector.write(bufferSum, out);
        sampleLosses.write(out);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        from = in.readInt();
        to = in.readInt();
        samples = in.readInt();
        lossSum = in.readDouble();
        faultyShard = in.readInt();
        gradientSum = FloatVector.read(in);
        bufferSum = FloatVector.read(in);
        sampleLosses = SampleLosses.read(in);
    }

    /**
     * The sums of the largest sub-trees that lie in {@code [from, to)}, in order.
     *
     * @param leaf computes the sums of one shard; called in ascending order
     */
    static List<ShardSums> maximalSubtrees(ShardTree tree, int from, int to, IntFunction<ShardSums> leaf) {
        return tree.subtrees(from, to).stream()
                .map(subtree -> ShardTree.sum(
                        subtree, node -> node.to() - node.from() == 1 ? leaf.apply(node.from()) : null, ShardSums::add))
                .toList();
    }

    /** The sum over all shards from sub-trees that cover them. */
    static ShardSums root(ShardTree tree, Collection<ShardSums> subtrees) {
        Map<ShardTree.Node, ShardSums> byNode = new HashMap<>();
        subtrees.forEach(sums -> byNode.put(new ShardTree.Node(sums.from(), sums.to()), sums));
        return tree.sum(byNode::get, ShardSums::add);
    }
}
