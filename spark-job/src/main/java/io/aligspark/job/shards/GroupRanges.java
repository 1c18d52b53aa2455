package io.aligspark.job.shards;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import scala.Tuple2;

/** Contiguous ranges of groups of samples, a partition each. */
final class GroupRanges extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int[] first;

    /** @param first group of each partition, and the number of groups at the end */
    GroupRanges(int[] first) {
        this.first = first;
    }

    /** Ranges of nearly equal size, as {@code first}. */
    static int[] evenly(int groups, int slots) {
        int tasks = Math.max(1, Math.min(slots, groups));
        return IntStream.rangeClosed(0, tasks)
                .map(task -> (int) ((long) task * groups / tasks))
                .toArray();
    }

    /** What a partition holds, by group; groups without anything included. */
    static <T> List<List<T>> gather(int[] first, int partition, Iterator<Tuple2<Integer, T>> pairs) {
        List<List<T>> byGroup = new ArrayList<>();
        for (int group = first[partition]; group < first[partition + 1]; group++) {
            byGroup.add(new ArrayList<>());
        }
        pairs.forEachRemaining(pair -> byGroup.get(pair._1 - first[partition]).add(pair._2));
        return byGroup;
    }

    @Override
    public int numPartitions() {
        return first.length - 1;
    }

    @Override
    public int getPartition(Object group) {
        int found = Arrays.binarySearch(first, (int) group);
        return found >= 0 ? found : -found - 2;
    }
}
