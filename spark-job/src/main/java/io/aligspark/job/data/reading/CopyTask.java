package io.aligspark.job.data.reading;

import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.NormalisingDecoder;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.Sample;
import io.aligspark.job.data.SampleSet;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The repeat-copy task of the Differentiable Neural Computer (Graves et al. 2016, in the form of its published code):
 * a pattern of 1 or 2 vectors of 4 bits is shown, then how often it is to be repeated, 1 or 2 times, then zeros while the
 * network must answer. Generated: sequence i is a pure function of (split, i).
 *
 * <p>Observation {@code [9, 6]}: the start flag in channel 4; the pattern in channels 0 to 3; repeats / 10 in channel 5;
 * zeros to the end. Target {@code [9, 6]}: after all that, the repeated pattern in channels 0 to 3, then the end flag in
 * channel 4; channel 5 is the mask, 1 on exactly these steps.
 */
final class CopyTask {
    private static final int BITS = 4;
    private static final int CHANNELS = 6;
    private static final int FLAG = 4;
    private static final int LAST = 5;
    private static final float REPEATS_UNIT = 10;

    private CopyTask() {}

    /** As many sequences as the source says; those of training and test differ. */
    static SampleSet read(JavaSparkContext context, DataConfig config, DataSource source, String key) {
        int count = Integer.parseInt(source.samples());
        int splits = Math.min(count, context.defaultParallelism());
        long split = key.equals("data.train") ? 0 : 1;
        List<Integer> numbers = IntStream.range(0, splits).boxed().toList();
        JavaRDD<Sample> samples = context.parallelize(numbers, splits)
                .flatMap(i -> IntStream.range((int) ((long) i * count / splits), (int) ((i + 1L) * count / splits))
                        .mapToObj(id -> sequence(split, id))
                        .iterator());
        return new SampleSet(samples, new NormalisingDecoder(config, ElementType.FLOAT32));
    }

    /** One sequence. */
    static Sample sequence(long split, int id) {
        SplittableRandom random = KeyedRandom.of(split, Purpose.GENERATION, id);
        int length = 1 + random.nextInt(2);
        int repeats = 1 + random.nextInt(2);
        float[] observation = new float[DataFormat.COPY_TASK_SHAPE.get(0) * CHANNELS];
        float[] target = new float[DataFormat.COPY_TASK_SHAPE.get(0) * CHANNELS];
        observation[FLAG] = 1;
        for (int i = 0; i < length; i++) {
            for (int bit = 0; bit < BITS; bit++) {
                float value = random.nextInt(2);
                observation[(1 + i) * CHANNELS + bit] = value;
                for (int repeat = 0; repeat < repeats; repeat++) {
                    target[(length + 2 + repeat * length + i) * CHANNELS + bit] = value;
                }
            }
        }
        observation[(1 + length) * CHANNELS + LAST] = repeats / REPEATS_UNIT;
        int end = length + 2 + length * repeats;
        target[end * CHANNELS + FLAG] = 1;
        for (int step = length + 2; step <= end; step++) {
            target[step * CHANNELS + LAST] = 1;
        }
        byte[] features = new byte[observation.length * Float.BYTES];
        for (int i = 0; i < observation.length; i++) {
            Packing.putFloat(features, i * Float.BYTES, observation[i]);
        }
        return new Sample(id, target, features);
    }
}
