package io.aligspark.job.vectors;

import io.aligspark.job.exchange.Invitation;
import io.aligspark.job.exchange.Rank;
import io.aligspark.job.exchange.Slices;
import io.aligspark.job.reduction.NodeRounding;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.reduction.SubtreeComputation;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.networks.Precision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Optimizer;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.api.java.function.Function2;

/** The long-lived task of a rank, for one segment of a run. Executor. */
record PeerTask(
        Invitation invitation,
        ShardComputation computation,
        ShardAssignment assignment,
        Slices slices,
        Precision precision,
        Optimizer optimizer,
        L2Ball projection)
        implements Function2<Integer, Iterator<ShardBlock>, Iterator<Integer>> {

    @Override
    public Iterator<Integer> call(Integer number, Iterator<ShardBlock> iterator) {
        Map<Integer, ShardBlock> blocks = new HashMap<>();
        iterator.forEachRemaining(block -> blocks.put(block.index(), block));
        NodeRounding rounding = new NodeRounding(precision, assignment.tree(), slices.elements());
        try (Rank rank = Rank.join(invitation, number);
                SubtreeComputation sums =
                        new SubtreeComputation(computation, assignment.subtrees(number), blocks, rounding)) {
            try {
                new PeerSlices(this, rank, number, sums).obey();
            } catch (RuntimeException | Error e) {
                rank.fail(e);
                throw e;
            }
        }
        return Collections.emptyIterator();
    }
}
