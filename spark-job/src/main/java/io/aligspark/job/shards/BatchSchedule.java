package io.aligspark.job.shards;

import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import io.aligspark.optimizer.Position;
import java.io.Serializable;
import java.util.SplittableRandom;

/**
 * Which samples form which batch: a pure function of the configuration, never of the cluster.
 *
 * <p>A batch of B samples is cut into K = ceil(B / shard-size) logical shards of nearly equal size. Every training sample
 * belongs to one shard, for the whole run or for an epoch ({@link EpochShards}); each epoch a shard goes through its
 * samples in a new order, and every step takes the next few of each shard. The last batch of an epoch may be short.
 *
 * @param samples training samples N, at least 1
 * @param batchSize B, at least 1
 * @param shardSize samples of a logical shard, at least 1
 * @param seed of the run
 */
public record BatchSchedule(int samples, int batchSize, int shardSize, long seed) implements Serializable {

    /** @throws IllegalArgumentException if a number is below 1 */
    public BatchSchedule {
        if (samples < 1 || batchSize < 1 || shardSize < 1) {
            throw new IllegalArgumentException("samples, batch size and shard size must be >= 1, but were " + samples
                    + ", " + batchSize + ", " + shardSize);
        }
    }

    /** Number of logical shards K. */
    public int shards() {
        return ceilDiv(batchSize, shardSize);
    }

    /** Number of steps of an epoch. */
    public int stepsPerEpoch() {
        return ceilDiv(samples, batchSize);
    }

    /** Epoch of a step, both counted from 1. */
    public int epoch(long step) {
        return (int) ((step - 1) / stepsPerEpoch()) + 1;
    }

    /** Whether the epoch ends with that step, counted from 1. */
    public boolean endsEpoch(long step) {
        return step % stepsPerEpoch() == 0;
    }

    /** Where training stands at a step, counted from 1. */
    public Position position(long step) {
        return new Position(step, epoch(step), stepsPerEpoch());
    }

    /** Number of samples of a step's batch. */
    public int batchSizeAt(long step) {
        return endsEpoch(step) ? samples - (stepsPerEpoch() - 1) * batchSize : batchSize;
    }

    /** Number of training samples that a shard owns. */
    public int shardSamples(int shard) {
        return (stepsPerEpoch() - 1) * share(batchSize, shard) + share(batchSizeAt(stepsPerEpoch()), shard);
    }

    /**
     * The samples of a shard that take part in a step, as indices among the shard's samples; may be empty in the last
     * step of an epoch.
     *
     * @param order of {@link #order} for the step's epoch
     */
    public int[] samplesAt(long step, int shard, int[] order) {
        int from = (int) ((step - 1) % stepsPerEpoch()) * share(batchSize, shard);
        return java.util.Arrays.copyOfRange(order, from, from + share(batchSizeAt(step), shard));
    }

    /** The order in which a shard goes through its samples in an epoch: Fisher-Yates, keyed by (seed, epoch, shard). */
    public int[] order(int epoch, int shard) {
        int[] order = new int[shardSamples(shard)];
        SplittableRandom random = KeyedRandom.of(seed, Purpose.ORDER, epoch, shard);
        for (int i = 0; i < order.length; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    static int ceilDiv(int a, int b) {
        return -Math.floorDiv(-a, b);
    }

    /** Size of a shard of a batch of n samples: shards differ by one sample at most. */
    private int share(int n, int shard) {
        long shards = shards();
        return (int) ((shard + 1) * (long) n / shards - shard * (long) n / shards);
    }
}
