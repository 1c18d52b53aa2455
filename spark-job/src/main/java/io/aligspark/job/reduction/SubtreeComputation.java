package io.aligspark.job.reduction;

import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.shards.ShardTree;
import io.aligspark.job.shards.ShardTree.Node;
import io.aligspark.networks.Batch;
import io.aligspark.networks.Engine;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The sums of one task's sub-trees, step after step: in arrays that are used again, and with the samples of the next shard
 * decoded while one is computed. One thread. Executor.
 */
public final class SubtreeComputation implements AutoCloseable {
    private final ShardComputation computation;
    private final List<Node> subtrees;
    private final Map<Integer, ShardBlock> blocks;
    private final NodeRounding rounding;
    private final ExecutorService decoder = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "alig-decoder");
        thread.setDaemon(true);
        return thread;
    });
    private final Deque<float[]> idle = new ArrayDeque<>();
    private final List<float[]> lent = new ArrayList<>();
    private Ahead ahead;

    /** Samples that are being decoded. */
    private record Ahead(long step, int shard, Future<Batch> batch) {}

    /**
     * Of some shards.
     *
     * @param subtrees of consecutive shards, in order
     * @param blocks of these shards, by shard
     * @param rounding of whole vectors {@code [p]}
     */
    public SubtreeComputation(
            ShardComputation computation, List<Node> subtrees, Map<Integer, ShardBlock> blocks, NodeRounding rounding) {
        this.computation = computation;
        this.subtrees = List.copyOf(subtrees);
        this.blocks = Map.copyOf(blocks);
        this.rounding = rounding;
    }

    /**
     * The sums of each sub-tree in a step, to be asked for once: rounding remembers. Their gradients may be changed, and end
     * with the next call.
     */
    public List<ShardSums> sums(Engine.Model model, long step) {
        idle.addAll(lent);
        lent.clear();
        return subtrees.stream()
                .map(subtree -> ShardTree.sum(
                        subtree,
                        node -> node.to() - node.from() == 1 ? leaf(model, step, node.from()) : null,
                        this::add))
                .toList();
    }

    /** The losses of each sub-tree in a step, from a forward pass alone. */
    public List<ShardSums> losses(Engine.Model model, long step) {
        return subtrees.stream()
                .map(subtree -> ShardTree.sum(
                        subtree,
                        node -> node.to() - node.from() == 1
                                ? computation.lossSum(model, blocks.get(node.from()), step)
                                : null,
                        ShardSums::add))
                .toList();
    }

    private ShardSums leaf(Engine.Model model, long step, int shard) {
        Batch batch = take(step, shard);
        int last = subtrees.get(subtrees.size() - 1).to() - 1;
        if (shard < last) {
            decodeAhead(step, shard + 1);
        } else {
            decodeAhead(step + 1, subtrees.get(0).from());
        }
        return batch.size() == 0
                ? ShardSums.empty(shard)
                : rounding.round(computation.sums(model, blocks.get(shard), step, batch, lend()));
    }

    private ShardSums add(ShardSums left, ShardSums right) {
        float[] added = right.gradientSum();
        ShardSums sum = left.add(right);
        if (added.length > 0 && sum.gradientSum() != added) {
            lent.remove(lent.size() - 1);
            idle.push(added);
        }
        return rounding.round(sum);
    }

    private float[] lend() {
        float[] array =
                idle.isEmpty() ? new float[computation.network().parameters().length()] : idle.pop();
        lent.add(array);
        return array;
    }

    private void decodeAhead(long step, int shard) {
        ahead = new Ahead(step, shard, decoder.submit(() -> computation.batch(blocks.get(shard), step)));
    }

    private Batch take(long step, int shard) {
        if (ahead == null || ahead.step != step || ahead.shard != shard) {
            return computation.batch(blocks.get(shard), step);
        }
        try {
            return ahead.batch.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public void close() {
        decoder.shutdownNow();
    }
}
