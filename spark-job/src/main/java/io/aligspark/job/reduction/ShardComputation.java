package io.aligspark.job.reduction;

import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.shards.ShardOrders;
import io.aligspark.networks.Batch;
import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import java.io.Serializable;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Loss and gradient of one logical shard of a batch: a pure function of parameters, step and shard. Executor.
 *
 * @param engine name of the engine
 * @param device that its tasks are to compute on
 * @param precision that they compute in
 * @param network description
 * @param loss minimised
 * @param decoder of packed samples
 * @param schedule which samples take part
 * @param keepsSampleLosses whether the losses of single samples go to the driver
 */
public record ShardComputation(
        String engine,
        Device.Choice device,
        Precision precision,
        Network network,
        Loss loss,
        SampleDecoder decoder,
        BatchSchedule schedule,
        boolean keepsSampleLosses)
        implements Serializable {

    /** On the CPU in fp32, without the losses of single samples. */
    public ShardComputation(String engine, Network network, Loss loss, SampleDecoder decoder, BatchSchedule schedule) {
        this(engine, Device.Choice.CPU, Precision.FP32, network, loss, decoder, schedule, false);
    }

    /** Lends an engine of this JVM, with these weights. */
    public <T> T withModel(float[] parameters, float[] buffers, Function<Engine.Model, T> work) {
        return EnginePool.lend(
                engine,
                TaskDevice.of(device),
                precision,
                network,
                loss,
                lent -> work.apply(lent.load(parameters, buffers)));
    }

    /** The same for other samples. */
    public ShardComputation withDecoder(SampleDecoder other) {
        return new ShardComputation(engine, device, precision, network, loss, other, schedule, keepsSampleLosses);
    }

    /** The sums of one shard in a step, in arrays of their own. */
    public ShardSums sums(Engine.Model model, ShardBlock block, long step) {
        Batch batch = batch(block, step);
        return batch.size() == 0
                ? ShardSums.empty(block.index())
                : sums(model, block, step, batch, new float[network.parameters().length()]);
    }

    /** The sums of one shard in a step; {@code gradientSum} is overwritten and belongs to the result. */
    ShardSums sums(Engine.Model model, ShardBlock block, long step, Batch batch, float[] gradientSum) {
        float[] bufferSum = new float[network.buffers().length()];
        double lossSum = model.lossAndGradient(batch, seed(block, step), gradientSum, bufferSum);
        ShardSums sums = new ShardSums(block.index(), block.index() + 1, batch.size(), lossSum, gradientSum, bufferSum);
        return keepsSampleLosses ? sums.withSampleLosses(sampleLosses(model, block, step)) : sums;
    }

    /** The same without gradient and batch statistics: the same loss, from a forward pass alone. */
    public ShardSums lossSum(Engine.Model model, ShardBlock block, long step) {
        Batch batch = batch(block, step);
        if (batch.size() == 0) {
            return ShardSums.empty(block.index());
        }
        double lossSum = model.loss(batch, seed(block, step));
        return new ShardSums(block.index(), block.index() + 1, batch.size(), lossSum, new float[0], new float[0]);
    }

    /** The samples of a shard that take part in a step; may be none. */
    Batch batch(ShardBlock block, long step) {
        int[] samples = samplesAt(block, step);
        return samples.length == 0
                ? new Batch(new float[0], new float[0], 0)
                : decode(block, samples, schedule.epoch(step));
    }

    private int[] samplesAt(ShardBlock block, long step) {
        return schedule.samplesAt(step, block.index(), ShardOrders.of(schedule, schedule.epoch(step), block));
    }

    private SampleLosses sampleLosses(Engine.Model model, ShardBlock block, long step) {
        double[] losses = model.sampleLosses();
        float[] rounded = new float[losses.length];
        for (int i = 0; i < losses.length; i++) {
            rounded[i] = (float) losses[i];
        }
        int[] places = IntStream.of(samplesAt(block, step))
                .map(sample -> block.places()[sample])
                .toArray();
        return new SampleLosses(places, rounded);
    }

    private long seed(ShardBlock block, long step) {
        return KeyedRandom.key(schedule.seed(), Purpose.DROPOUT, step, block.index());
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
