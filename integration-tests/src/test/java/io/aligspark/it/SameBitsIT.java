package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The determinism contract: one configuration, the same weights on any cluster. */
class SameBitsIT {
    private static final String TWO_EXECUTORS = "local-cluster[2,1,1024]";

    /**
     * A configuration. Nothing about the cluster is in it but who holds the vectors.
     *
     * @param weights runs of the same name must end with the same weights
     */
    private record Run(String weights, String... overrides) {}

    /** Four shards a batch, momentum and projection. */
    private static final List<Run> RUNS = List.of(
            new Run("MLP", "train.reduction=peer"),
            new Run("MLP", "train.reduction=driver"),
            // Batch-norm's statistics are those of logical shards, a dropout mask is a function of step and shard.
            wideResNet("wide ResNet"),
            new Run("MLP, exchanged in 16 bits", "exchange.precision=bf16"),
            new Run("MLP, torch", "engine.name=torch", "train.reduction=peer"));

    @TempDir
    Path folder;

    private final Map<String, Map<String, String>> hashes = new TreeMap<>();

    @Test
    void theClusterIsNotInTheResult() {
        train(SparkHome.SPARK_42, List.of("local[1]", "local[3]", TWO_EXECUTORS), RUNS);
        train(SparkHome.SPARK_35, List.of(TWO_EXECUTORS), List.of(RUNS.get(0), RUNS.get(RUNS.size() - 1)));
        assertOneResultEach(4);
    }

    @Test
    @Tag("exhaustive")
    void norIsAnySparkAnyNumberOfSlotsAndExecutors() {
        List<Run> runs = new ArrayList<>(RUNS);
        runs.add(wideResNet("wide ResNet", "train.reduction=driver"));
        runs.add(wideResNet("wide ResNet, torch", "engine.name=torch"));
        runs.add(new Run("MLP, torch", "engine.name=torch", "train.reduction=driver"));
        List<String> masters = IntStream.rangeClosed(1, 4)
                .boxed()
                .flatMap(n -> Stream.of("local[" + n + "]", "local-cluster[" + n + ",1,1024]"))
                .toList();
        for (SparkHome spark : SparkHome.values()) {
            train(spark, spark == SparkHome.SPARK_42 ? masters : List.of("local[2]", TWO_EXECUTORS), runs);
        }
        assertOneResultEach(5);
    }

    private static Run wideResNet(String weights, String... more) {
        Stream<String> network = Stream.of(
                "model.name=wide-resnet",
                "model.depth=10",
                "model.widen=1",
                "model.dropout=0.3",
                "data.shape=[1, 8, 8]");
        return new Run(weights, Stream.concat(network, Stream.of(more)).toArray(String[]::new));
    }

    private void train(SparkHome spark, List<String> masters, List<Run> runs) {
        for (String master : masters) {
            WarmDriver.of(spark).on(master, driver -> {
                for (Run run : runs) {
                    String sha256 = driver.alig(arguments(run)).sha256();
                    hashes.computeIfAbsent(run.weights, name -> new TreeMap<>())
                            .put(spark + " " + master + " " + String.join(" ", run.overrides), sha256);
                }
            });
        }
    }

    private void assertOneResultEach(int count) {
        assertEquals(count, hashes.size());
        hashes.forEach((weights, found) ->
                assertEquals(1, found.values().stream().distinct().count(), () -> weights + ": " + found));
        long different = hashes.values().stream()
                .flatMap(found -> found.values().stream())
                .distinct()
                .count();
        assertEquals(count, different, "what is configured matters");
    }

    private String[] arguments(Run run) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--overwrite",
                "output.dir=" + folder.resolve("runs"),
                "train.epochs=1",
                "train.batch-size=128",
                "optimizer.projection-radius=9"));
        arguments.addAll(List.of(run.overrides));
        return arguments.toArray(String[]::new);
    }
}
