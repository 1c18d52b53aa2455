package io.aligspark.job.shards;

import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * The orders in which the shards of this JVM go through their samples in the current epoch: made once an epoch, where making
 * one takes as long as the shard has samples, and kept as long as the shard's samples. Executor.
 */
public final class ShardOrders {
    private static final Map<long[], Order> ORDERS = Collections.synchronizedMap(new WeakHashMap<>());

    private ShardOrders() {}

    private record Order(BatchSchedule schedule, int epoch, int[] samples) {}

    /** Only read. */
    public static int[] of(BatchSchedule schedule, int epoch, ShardBlock block) {
        // By the identity of an array of the block, which has no identity of its own.
        Order known = ORDERS.get(block.ids());
        if (known == null || known.epoch != epoch || !known.schedule.equals(schedule)) {
            known = new Order(schedule, epoch, schedule.order(epoch, block.index()));
            ORDERS.put(block.ids(), known);
        }
        return known.samples;
    }
}
