package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The determinism contract: one configuration, the same weights on any cluster. */
class SameBitsIT {
    @TempDir
    Path folder;

    @Test
    void anyClusterGivesTheSameWeights() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (int slots = 1; slots <= 4; slots++) {
            String master = "local[" + slots + "]";
            hashes.put(master, train(master, slots).run().sha256());
        }
        // Two executors as processes of their own.
        String cluster = "local-cluster[2,1,1024]";
        hashes.put(cluster + " on Spark 4.1", train(cluster, 5).run().sha256());
        hashes.put(
                cluster + " on Spark 3.5",
                train(cluster, 6).on(Command.SPARK_35).run().sha256());
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    /** Nothing about the cluster in the configuration: four shards a batch, momentum and projection. */
    private Command train(String master, int run) {
        return Command.alig(
                folder,
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "--master",
                master,
                "output.run=" + run,
                "train.epochs=3",
                "train.batch-size=128",
                "optimizer.projection-radius=9");
    }
}
