package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A standalone cluster whose worker says that it has two GPUs. Spark gives each task one of them, and only one; none of
 * them can be used, which ends a run before it trains.
 */
class GpuSchedulingIT {
    private static final Path SPARK = Command.HOME.resolve("submit-scripts/spark-home/target/spark");
    private static final String OBSTACLE = "this build of DL4J computes on the CPU alone: build alig-spark with -Pcuda";

    @TempDir
    Path folder;

    @Test
    void eachTaskHasAGpuOfItsOwn() throws IOException {
        Path script = Files.writeString(
                folder.resolve("two-gpus"), "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\", \"1\"]}'\n");
        assertTrue(script.toFile().setExecutable(true));
        Map<String, String> twoGpus = Map.of(
                "spark.worker.resource.gpu.amount",
                "2",
                "spark.worker.resource.gpu.discoveryScript",
                script.toString());
        try (Standalone cluster = new Standalone(SPARK, folder.resolve("cluster"), 1, 2, twoGpus)) {
            Output executorsOfOne = run(cluster, "doctor", "--conf", "spark.hadoop.fs.s3a.secret.key=n0b0dy");
            assertEquals(0, executorsOfOne.exitCode(), executorsOfOne.error());
            assertTrue(
                    executorsOfOne.out().matches("(?s).*by executor: \\{0=\\[([01])], 1=\\[(?!\\1)[01]]}.*"),
                    executorsOfOne.out());
            assertTrue(
                    executorsOfOne.out().contains("warning  tasks have GPUs, but compute on the CPU"),
                    executorsOfOne.out());

            assertTrue(executorsOfOne.out().contains("ok       class path without conflicts"), executorsOfOne.out());
            assertTrue(executorsOfOne.out().contains("[spark.hadoop.fs.s3a.secret.key]"), "visible to ps");
            assertFalse((executorsOfOne.out() + executorsOfOne.error()).contains("n0b0dy"), executorsOfOne.out());

            Output executorOfTwo = run(
                    cluster,
                    "doctor",
                    "--conf",
                    "spark.executor.cores=2",
                    "--conf",
                    "spark.executor.resource.gpu.amount=2");
            assertTrue(executorOfTwo.out().contains("by executor: {0=[0, 1]}"), executorOfTwo.out());

            String preset = Command.HOME + "/conf/quickstart.conf";
            Output refused = run(cluster, "train", preset, "engine.device=gpu");
            assertEquals(2, refused.exitCode(), refused.out());
            List<String> errors = refused.error()
                    .lines()
                    .filter(line -> line.startsWith("alig: "))
                    .toList();
            assertEquals(1, errors.size(), refused.error());
            assertTrue(errors.get(0).startsWith("alig: engine.device = gpu, but " + OBSTACLE), refused.error());
            assertTrue(Files.notExists(folder.resolve("runs")), "nothing is written");

            Output onCpus = run(cluster, "train", preset, "train.epochs=1");
            assertEquals(0, onCpus.exitCode(), onCpus.error());
            assertEquals(
                    List.of("warning: tasks have GPUs, but compute on the CPU (engine.device): " + OBSTACLE),
                    onCpus.out()
                            .lines()
                            .filter(line -> line.startsWith("warning: tasks"))
                            .toList());
            assertTrue(onCpus.out().contains(", 2 task slots, CPU, "), onCpus.out());
            assertTrue(
                    Files.readString(folder.resolve("runs/quickstart/metrics.jsonl"))
                            .contains("\"device\":\"CPU, "),
                    "the device is recorded");
        }
    }

    private Output run(Standalone cluster, String... arguments) {
        return Command.alig(
                        folder,
                        Stream.concat(
                                        Stream.of(arguments),
                                        Stream.of(
                                                "--master",
                                                cluster.url(),
                                                "--gpu",
                                                "--conf",
                                                "spark.executor.memory=500m",
                                                "--conf",
                                                "spark.cores.max=2"))
                                .toArray(String[]::new))
                .run();
    }
}
