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

    /** Lends an engine of this JVM, with these weights. */
    public <T> T withModel(float[] parameters, float[] buffers, Function<Engine.Model, T> work) {
        return EnginePool.lend(engine, network, loss, lent -> work.apply(lent.load(parameters, buffers)));
    }

    /** The same for other samples. */
    public ShardComputation withDecoder(SampleDecoder other) {
        return new ShardComputation(engine, network, loss, other, schedule);
    }

    /** The sums of one shard in a step, in arrays of their own. */
    public ShardSums sums(Engine.Model model, ShardBlock block, long step) {
        int[] order = schedule.order(schedule.epoch(step), block.index());
        int[] samples = schedule.samplesAt(step, block.index(), order);
        if (samples.length == 0) {
            return ShardSums.empty(block.index());
        }
        Batch batch = decode(block, samples);
        float[] gradientSum = new float[network.parameters().length()];
        float[] bufferSum = new float[network.buffers().length()];
        long seed = KeyedRandom.key(schedule.seed(), Purpose.DROPOUT, step, block.index());
        double lossSum = model.lossAndGradient(batch, seed, gradientSum, bufferSum);
        return new ShardSums(block.index(), block.index() + 1, samples.length, lossSum, gradientSum, bufferSum);
    }

    /** Some samples of a block as an engine reads them. */
    public Batch decode(ShardBlock block, int[] samples) {
        float[] inputs = new float[samples.length * decoder.sampleLength()];
        int numbers = block.targets().length / block.size();
        float[] targets = new float[samples.length * numbers];
        for (int i = 0; i < samples.length; i++) {
            decoder.decode(block.features(), samples[i], inputs, i * decoder.sampleLength());
            System.arraycopy(block.targets(), samples[i] * numbers, targets, i * numbers, numbers);
        }
        return new Batch(inputs, targets, samples.length);
    }
}
