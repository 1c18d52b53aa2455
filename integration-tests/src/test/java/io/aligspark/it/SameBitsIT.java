package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The determinism contract: one configuration, the same weights on any cluster. */
class SameBitsIT {
    @TempDir
    Path folder;

    /** Nothing about the cluster is in the configuration: four shards a batch, momentum and projection. */
    @Test
    void anyClusterGivesTheSameWeights() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int slots = 1; slots <= 4; slots++) {
            hashes.put("local[" + slots + "]", sha256("local[" + slots + "]", "train.epochs=3"));
        }
        // Two executors as processes of their own.
        hashes.put("Spark 4.1", sha256("local-cluster[2,1,1024]", "train.epochs=3"));
        hashes.put(
                "Spark 3.5",
                train("local-cluster[2,1,1024]", "train.epochs=3", "output.run=old")
                        .on(Command.SPARK_35)
                        .run()
                        .sha256());
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    /** Batch-norm's statistics are those of logical shards, and a dropout mask is a function of step and shard. */
    @Test
    void batchNormAndDropoutToo() {
        String[] wideResNet = {
            "model.name=wide-resnet",
            "model.depth=10",
            "model.widen=1",
            "model.dropout=0.3",
            "data.shape=[1, 8, 8]",
            "train.epochs=2"
        };
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String master : List.of("local[1]", "local[3]", "local-cluster[2,1,1024]")) {
            hashes.put(master, sha256(master, wideResNet));
        }
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    /** Who holds the vectors is not in the result either; executors as processes of their own, up to four. */
    @Test
    void driverAndPeerReductionGiveTheSameWeights() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String reduction : List.of("driver", "peer")) {
            for (int executors = 1; executors <= 4; executors++) {
                String master = "local-cluster[" + executors + ",1,1024]";
                hashes.put(
                        reduction + " " + executors, sha256(master, "train.epochs=1", "train.reduction=" + reduction));
            }
        }
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    /** The 16-bit exchange gives other weights, but the same ones on any cluster. */
    @Test
    void anyClusterGivesTheSameWeightsInSixteenBits() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (String master : List.of("local[1]", "local[3]", "local-cluster[2,1,1024]", "local-cluster[3,1,1024]")) {
            hashes.put(master, sha256(master, "train.epochs=2", "exchange.precision=bf16"));
        }
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    private String sha256(String master, String... overrides) {
        return train(master, overrides).run().sha256();
    }

    private Command train(String master, String... overrides) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                master,
                "--overwrite",
                "train.batch-size=128",
                "optimizer.projection-radius=9"));
        arguments.addAll(List.of(overrides));
        return Command.alig(folder, arguments.toArray(String[]::new));
    }
}
