package io.aligspark.job.bench;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.networks.Batch;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.KeyedRandom;
import io.aligspark.networks.KeyedRandom.Purpose;
import io.aligspark.networks.Loss;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What an engine is measured on.
 *
 * @param engine name of the engine
 * @param network computed
 * @param loss computed
 * @param batchSize samples a step
 */
record EngineCase(String engine, Network network, Loss loss, int batchSize) {
    private static final Map<String, Supplier<EngineCase>> STANDARD = new TreeMap<>(Map.of(
            "wrn-16-4", () -> of(Networks.wideResNet(Shape.of(3, 32, 32), 16, 4, 0, 10), 32),
            "densenet-40-40", () -> of(Networks.denseNet(Shape.of(3, 32, 32), 40, 40, 10), 16),
            "resnet-18", () -> of(Networks.resNet18(Shape.of(3, 224, 224), 1000), 8),
            "lenet", () -> of(Networks.lenet(Shape.of(1, 28, 28), 10), 128),
            "bi-lstm",
                    () -> of(
                            Networks.sentencePair(Shape.of(2, 20, 300), 512, 512, MaximumOverTime.Padding.MASKED, 3),
                            16),
            "mlp", () -> of(Networks.mlp(Shape.of(784), List.of(1024, 1024), 10), 128)));

    private static EngineCase of(Network network, int batchSize) {
        return new EngineCase("dl4j", network, new CrossEntropy(), batchSize);
    }

    /** Names of the standard cases. */
    static List<String> names() {
        return List.copyOf(STANDARD.keySet());
    }

    /**
     * The case of a standard name, or of a configuration: its network and loss on one shard.
     *
     * @throws IllegalArgumentException if it is neither
     */
    static EngineCase of(String nameOrConfig) {
        Supplier<EngineCase> standard = STANDARD.get(nameOrConfig);
        if (standard != null) {
            return standard.get();
        }
        if (!nameOrConfig.endsWith(".conf")) {
            throw new IllegalArgumentException("--engine expects a configuration (*.conf) or names among " + names()
                    + ", but was " + nameOrConfig);
        }
        RunConfig run = RunConfig.of(Settings.load(nameOrConfig, List.of()));
        return new EngineCase(
                run.engine().name(), run.network(), run.loss(), run.train().shardSize());
    }

    /** The samples of {@link #batch} in shards of so many, the last with the rest. */
    List<Batch> shards(int size) {
        Batch whole = batch();
        List<Batch> shards = new ArrayList<>();
        for (int from = 0; from < batchSize; from += size) {
            int to = Math.min(from + size, batchSize);
            shards.add(new Batch(part(whole.inputs(), from, to), part(whole.targets(), from, to), to - from));
        }
        return shards;
    }

    private float[] part(float[] values, int from, int to) {
        int length = values.length / batchSize;
        return Arrays.copyOfRange(values, from * length, to * length);
    }

    /** Synthetic samples, uniform in [-1, 1); as targets the classes in turn, or 0 and 1. */
    Batch batch() {
        SplittableRandom random = KeyedRandom.of(1, Purpose.GENERATION);
        float[] inputs = new float[Math.multiplyExact(batchSize, network.input().length())];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (float) (2 * KeyedRandom.unit(random) - 1);
        }
        int outputs = network.outputs();
        float[] targets = new float[batchSize * loss.targetLength(outputs)];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = loss.onClasses() ? i % outputs : i % 2;
        }
        return new Batch(inputs, targets, batchSize);
    }
}
