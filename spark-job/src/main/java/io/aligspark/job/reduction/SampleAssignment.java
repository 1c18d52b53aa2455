package io.aligspark.job.reduction;

import io.aligspark.job.data.DataException;
import io.aligspark.job.data.Sample;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.api.java.JavaRDD;

/**
 * A random order of all samples of a set, keyed by (seed, sample id), and its cut into consecutive groups. It depends on
 * the samples and the seed alone, not on files, partitions or the order of arrival.
 *
 * @param seed of the order
 * @param lastKeys of the groups, ascending: group g holds the samples whose key is in {@code (lastKeys[g-1],
 *     lastKeys[g]]}
 */
record SampleAssignment(long seed, long[] lastKeys) implements Serializable {

    /** The keys of a set in ascending order, 8 bytes a sample: all that comes to the driver. */
    static long[] sortedKeys(JavaRDD<Sample> samples, long seed) {
        long[] keys = samples
                .mapPartitions(iterator -> {
                    long[] part = new long[1 << 10];
                    int count = 0;
                    while (iterator.hasNext()) {
                        part = count == part.length ? Arrays.copyOf(part, 2 * count) : part;
                        part[count++] = key(seed, iterator.next().id());
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
    static SampleAssignment of(long seed, long[] sortedKeys, int[] sizes) {
        long[] lastKeys = new long[sizes.length];
        int end = 0;
        for (int group = 0; group < sizes.length; group++) {
            end += sizes[group];
            // An empty group ends where the one before it does.
            lastKeys[group] = end == 0 ? Long.MIN_VALUE : sortedKeys[end - 1];
        }
        if (end != sortedKeys.length) {
            throw new IllegalStateException("groups of " + end + " samples for " + sortedKeys.length);
        }
        return new SampleAssignment(seed, lastKeys);
    }

    /** Place of a sample in the order. */
    long key(Sample sample) {
        return key(seed, sample.id());
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

    private static long key(long seed, long id) {
        return KeyedRandom.key(seed, Purpose.ASSIGNMENT, id);
    }
}
