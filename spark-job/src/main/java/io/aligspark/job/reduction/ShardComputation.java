package io.aligspark.job.reduction;

import io.aligspark.job.data.SampleDecoder;
import io.aligspark.networks.Batch;
import io.aligspark.networks.Engine;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import java.io.Serializable;
import java.util.function.Function;

/**
 * Loss and gradient of one logical shard of a batch: a pure function of parameters, step and shard. Executor.
 *
 * @param engine name of the engine
 * @param network description
 * @param loss minimised
 * @param decoder of packed samples
 * @param schedule which samples take part
 */
public record ShardComputation(String engine, Network network, Loss loss, SampleDecoder decoder, BatchSchedule schedule)
        implements Serializable {

    /** Lends an engine of this JVM. */
    public <T> T withEngine(Function<Engine, T> work) {
        return EnginePool.lend(engine, network, loss, work);
    }

    /** The same for other samples. */
    public ShardComputation withDecoder(SampleDecoder other) {
        return new ShardComputation(engine, network, loss, other, schedule);
    }

    /** The sums of one shard in a step, in arrays of their own. */
    public ShardSums sums(Engine lent, ShardBlock block, long step, float[] parameters, float[] buffers) {
        int[] order = schedule.order(schedule.epoch(step), block.index());
        int[] samples = schedule.samplesAt(step, block.index(), order);
        if (samples.length == 0) {
            return ShardSums.empty(block.index());
        }
        Batch batch = decode(block, samples, schedule.epoch(step));
        float[] gradientSum = new float[parameters.length];
        float[] bufferSum = new float[buffers.length];
        long seed = KeyedRandom.key(schedule.seed(), Purpose.DROPOUT, step, block.index());
        double lossSum = lent.lossAndGradient(parameters, buffers, batch, seed, gradientSum, bufferSum);
        return new ShardSums(block.index(), block.index() + 1, samples.length, lossSum, gradientSum, bufferSum);
    }

    /** Some samples of a block as an engine reads them, for evaluation. */
    public Batch decode(ShardBlock block, int[] samples) {
        return batch(
                block, samples, (sample, inputs, offset) -> decoder.decode(block.features()[sample], inputs, offset));
    }

    /** The same for training: augmented, if the configuration says so, by (seed, epoch, sample id). */
    public Batch decode(ShardBlock block, int[] samples, int epoch) {
        return batch(block, samples, (sample, inputs, offset) -> {
            var random = KeyedRandom.of(schedule.seed(), Purpose.AUGMENTATION, epoch, block.ids()[sample]);
            decoder.decodeAugmented(block.features()[sample], random, inputs, offset);
        });
    }

    @FunctionalInterface
    private interface Decoding {
        void into(int sample, float[] inputs, int offset);
    }

    private Batch batch(ShardBlock block, int[] samples, Decoding decoding) {
        int length = decoder.sampleLength();
        float[] inputs = new float[samples.length * length];
        int numbers = block.targets().length / block.size();
        float[] targets = new float[samples.length * numbers];
        for (int i = 0; i < samples.length; i++) {
            decoding.into(samples[i], inputs, i * length);
            System.arraycopy(block.targets(), samples[i] * numbers, targets, i * numbers, numbers);
        }
        return new Batch(inputs, targets, samples.length);
    }
}
