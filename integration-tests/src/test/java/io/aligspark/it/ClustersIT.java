package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same weights on standalone clusters of both Spark lines as on one machine; data and output lie on HDFS. */
class ClustersIT {
    private static final Path SPARK_41 = Command.HOME.resolve("submit-scripts/spark-home/target/spark");

    @TempDir
    Path folder;

    @Test
    void standaloneClustersGiveTheWeightsOfOneMachine() {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("local", train("--master", "local[2]").run().sha256());
        hashes.put("standalone, Spark 3.5", onStandalone("spark-3.5", Command.SPARK_35));
        hashes.put("standalone, Spark 4.1", onStandalone("spark-4.1", SPARK_41));
        assertEquals(1, hashes.values().stream().distinct().count(), hashes::toString);
    }

    private String onStandalone(String name, Path sparkHome) {
        Hdfs hdfs = Hdfs.shared();
        hdfs.put(Command.HOME.resolve("conf/data/optdigits"), name);
        Path work = folder.resolve(name);
        try (Standalone cluster = new Standalone(sparkHome, work, 2)) {
            String sha256 = train(
                            "--master",
                            cluster.url(),
                            "--conf",
                            "spark.cores.max=2",
                            "--conf",
                            "spark.executor.memory=1g",
                            "data.root=" + hdfs.path(name + "/optdigits"),
                            "output.dir=" + hdfs.path(name + "/runs"))
                    .on(sparkHome)
                    .onLoopback()
                    .run()
                    .sha256();
            assertEquals(List.of(1L, 1L), List.of(executors(work, 1), executors(work, 2)), "executors of each worker");
            assertEquals(3, hdfs.list(name + "/runs/quickstart/checkpoints").size());
            return sha256;
        }
    }

    /** Executors that a worker started: a folder each in that of the application. */
    private static long executors(Path work, int worker) {
        try (Stream<Path> all = Files.walk(work.resolve("work-" + worker), 2)) {
            return all.filter(path -> path.getFileName().toString().matches("\\d+"))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Command train(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "train",
                Command.HOME + "/conf/quickstart.conf",
                "train.epochs=3",
                "train.batch-size=128",
                "optimizer.momentum=0.9",
                "optimizer.projection-radius=9"));
        all.addAll(List.of(arguments));
        return Command.alig(folder, all.toArray(String[]::new));
    }
}
