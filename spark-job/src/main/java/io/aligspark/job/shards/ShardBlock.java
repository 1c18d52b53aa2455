package io.aligspark.job.shards;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The samples of one logical shard, or of one block for evaluation. Persisted by Spark; only read.
 *
 * @param index of the shard or block
 * @param ids of the samples, by which they are augmented
 * @param places of the samples among all of their set, which stay the same for the whole run
 * @param features packed samples, of any length, in arrays of their own: together they may exceed the 2 GiB of one array
 * @param targets {@code [n, t]}
 */
@DefaultSerializer(JavaSerializer.class)
public record ShardBlock(int index, long[] ids, int[] places, byte[][] features, float[] targets)
        implements Serializable {

    /** Number of samples n. */
    public int size() {
        return ids.length;
    }

    /** Some of the samples, in that order. */
    ShardBlock select(int newIndex, int[] samples) {
        List<Slot> slots =
                IntStream.of(samples).mapToObj(i -> new Slot(this, i)).toList();
        return of(newIndex, slots);
    }

    /** The samples of several blocks, in ascending order of a key of their places. */
    static ShardBlock merged(int index, List<ShardBlock> parts, IntToLongFunction key) {
        List<Slot> slots = new ArrayList<>();
        for (ShardBlock part : parts) {
            for (int i = 0; i < part.size(); i++) {
                slots.add(new Slot(part, i));
            }
        }
        slots.sort(Comparator.comparingLong(slot -> key.applyAsLong(slot.block.places[slot.sample])));
        return of(index, slots);
    }

    /** Where a sample is. */
    private record Slot(ShardBlock block, int sample) {}

    private static ShardBlock of(int index, List<Slot> slots) {
        int n = slots.size();
        int numbers = n == 0
                ? 0
                : slots.get(0).block.targets.length / slots.get(0).block.size();
        ShardBlock made = new ShardBlock(
                index, new long[n], new int[n], new byte[n][], new float[Math.multiplyExact(numbers, n)]);
        for (int i = 0; i < n; i++) {
            ShardBlock block = slots.get(i).block;
            int sample = slots.get(i).sample;
            made.ids[i] = block.ids[sample];
            made.places[i] = block.places[sample];
            made.features[i] = block.features[sample];
            System.arraycopy(block.targets, sample * numbers, made.targets, i * numbers, numbers);
        }
        return made;
    }
}
