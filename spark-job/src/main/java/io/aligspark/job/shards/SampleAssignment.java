package io.aligspark.job.shards;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;

/**
 * The cut of an order of all samples of a set into consecutive groups. The order is that of keys, a function of the
 * samples and the seed alone, not of files, partitions or the order of arrival.
 *
 * @param lastKeys of the groups, ascending: group g holds the samples whose key is in {@code (lastKeys[g-1],
 *     lastKeys[g]]}
 * @param starts place in the order where each group starts
 */
record SampleAssignment(long[] lastKeys, int[] starts) implements Serializable {

    /** The keys of a set in ascending order, 8 bytes a sample: all that comes to the driver. */
    static long[] sortedKeys(JavaRDD<Sample> samples, long seed) {
        long[] keys = samples
                .mapPartitions(iterator -> {
                    long[] part = new long[1 << 10];
                    int count = 0;
                    while (iterator.hasNext()) {
                        part = count == part.length ? Arrays.copyOf(part, 2 * count) : part;
                        part[count++] = key(seed, iterator.next());
                    }
                    return java.util.List.of(Arrays.copyOf(part, count)).iterator();
                })
                .collect()
                .stream()
                .flatMapToLong(Arrays::stream)
                .sorted()
                .toArray();
        for (int i = 1; i < keys.length; i++) {
            if (keys[i] == keys[i - 1]) {
                throw new DataException(
                        "two samples have the same id: does one of the data paths hold the same file twice?");
            }
        }
        return keys;
    }

    /** Cuts the order into groups of the given sizes, which add up to the number of keys. */
    static SampleAssignment of(long[] sortedKeys, int[] sizes) {
        long[] lastKeys = new long[sizes.length];
        int[] starts = new int[sizes.length];
        int end = 0;
        for (int group = 0; group < sizes.length; group++) {
            starts[group] = end;
            end += sizes[group];
            // An empty group ends where the one before it does.
            lastKeys[group] = end == 0 ? Long.MIN_VALUE : sortedKeys[end - 1];
        }
        if (end != sortedKeys.length) {
            throw new IllegalStateException("groups of " + end + " samples for " + sortedKeys.length);
        }
        return new SampleAssignment(lastKeys, starts);
    }

    /** Group of the sample with that key. */
    int group(long key) {
        int low = 0;
        int high = lastKeys.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (lastKeys[middle] < key) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The key of a sample for {@link #sortedKeys}. */
    static long key(long seed, Sample sample) {
        return KeyedRandom.key(seed, Purpose.ASSIGNMENT, sample.id());
    }
}
