package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Submission to an API server that keeps what it gets; the executors of its pods run as processes. Spark 4.2. */
class KubernetesIT {
    private static final String GPU = "nvidia.com/gpu";

    @TempDir
    Path folder;

    private final KubernetesServer server = new KubernetesServer();
    private final List<Server> executors = new CopyOnWriteArrayList<>();
    private final List<Pod> executorPods = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executors.forEach(Server::close);
        server.close();
    }

    private Output train(String... arguments) {
        List<String> all = new ArrayList<>(List.of(
                "train", Command.HOME + "/conf/quickstart.conf", "--master", server.master(), "train.epochs=2"));
        all.addAll(List.of(arguments));
        // Not the user's own cluster.
        return Command.alig(folder, all.toArray(String[]::new))
                .with("KUBECONFIG", folder.resolve("none").toString())
                .run();
    }

    @Test
    void aDriverOnTheClusterWithAGpuForEachExecutor() {
        Output output = train(
                "--deploy-mode",
                "cluster",
                "--gpu",
                "--conf",
                "spark.kubernetes.submission.waitAppCompletion=false",
                "--conf",
                "spark.driver.resource.gpu.amount=1",
                "--conf",
                "spark.driver.resource.gpu.vendor=nvidia.com",
                "--conf",
                "spark.driver.resource.gpu.discoveryScript=/opt/alig/conf/discover-gpus",
                "output.dir=hdfs:///runs");
        assertEquals(0, output.exitCode(), output.error());

        Pod driver = only(server.client().pods().inAnyNamespace().list().getItems());
        assertEquals("driver", driver.getMetadata().getLabels().get("app.kubernetes.io/component"), "our template");
        assertEquals("driver", driver.getMetadata().getLabels().get("spark-role"));
        assertTrue(driver.getMetadata().getName().startsWith("alig-train-"), driver.getMetadata()::getName);
        assertEquals("alig-spark", driver.getSpec().getServiceAccountName());
        assertEquals(185L, driver.getSpec().getSecurityContext().getRunAsUser());
        Container container = driver.getSpec().getContainers().get(0);
        assertEquals("alig-spark:latest-gpu", container.getImage());
        assertEquals(new Quantity("1"), container.getResources().getLimits().get(GPU));
        assertEquals("1", environment(container).get("OMP_NUM_THREADS"));
        assertEquals(
                List.of(
                        "io.aligspark.job.cli.Alig",
                        "local:///opt/alig/alig-spark.jar",
                        "train",
                        "/opt/alig/conf/quickstart.conf",
                        "train.epochs=2",
                        "output.dir=hdfs:///runs"),
                container
                        .getArgs()
                        .subList(
                                container.getArgs().indexOf("--class") + 1,
                                container.getArgs().size()));

        Service service =
                only(server.client().services().inAnyNamespace().list().getItems());
        assertEquals("None", service.getSpec().getClusterIP());
        List<ConfigMap> maps =
                server.client().configMaps().inAnyNamespace().list().getItems();
        String texts =
                maps.stream().flatMap(map -> map.getData().values().stream()).collect(Collectors.joining("\n"));
        assertTrue(texts.contains("spark.executor.resource.gpu.amount=1"), texts);
        assertTrue(texts.contains("podAntiAffinity"), "the template of executors: " + texts);
    }

    /** The pods' commands run here: two executors that train as on one machine. */
    @Test
    void executorsOfPodsTrainToTheWeightsOfOneMachine() throws WatcherException {
        server.client().pods().inAnyNamespace().watch(startExecutors());
        Output output = train(
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.executor.memory=1g",
                "train.batch-size=128");
        String expected = WarmDriver.of(SparkHome.SPARK_42)
                .alig(
                        "train",
                        Command.HOME + "/conf/quickstart.conf",
                        "--master",
                        "local[2]",
                        "output.dir=" + folder.resolve("local"),
                        "train.epochs=2",
                        "train.batch-size=128")
                .sha256();
        assertEquals(expected, output.sha256());
        assertTrue(output.out().contains(", 2 task slots, "), output.out());
        assertEquals(2, executorPods.size());
        for (Pod pod : executorPods) {
            assertEquals("executor", pod.getMetadata().getLabels().get("app.kubernetes.io/component"), "our template");
            assertEquals(
                    "executor",
                    pod.getSpec()
                            .getAffinity()
                            .getPodAntiAffinity()
                            .getPreferredDuringSchedulingIgnoredDuringExecution()
                            .get(0)
                            .getPodAffinityTerm()
                            .getLabelSelector()
                            .getMatchLabels()
                            .get("app.kubernetes.io/component"));
            Container container = pod.getSpec().getContainers().get(0);
            assertEquals("alig-spark:latest", container.getImage());
            // Heap and as much again for native memory.
            assertEquals(
                    new Quantity("2048Mi"), container.getResources().getLimits().get("memory"));
            assertFalse(container.getResources().getLimits().containsKey(GPU));
            assertEquals("1", environment(container).get("OMP_NUM_THREADS"));
        }
    }

    /** No GPU is here, so the run ends before training. */
    @Test
    @Tag("exhaustive")
    void executorsWithGpusRefuseWhereThereAreNone() throws Exception {
        Path script = Files.writeString(
                folder.resolve("fake-gpus"), "#!/bin/sh\necho '{\"name\": \"gpu\", \"addresses\": [\"0\"]}'\n");
        assertTrue(script.toFile().setExecutable(true));
        server.client().pods().inAnyNamespace().watch(startExecutors());
        Output output = train(
                "--gpu",
                "--conf",
                "spark.executor.resource.gpu.discoveryScript=" + script,
                "--conf",
                "spark.driver.host=127.0.0.1",
                "--conf",
                "spark.driver.bindAddress=127.0.0.1",
                "--conf",
                "spark.executor.memory=1g",
                "engine.device=gpu");
        assertEquals(2, output.exitCode(), output.out() + output.error());
        assertTrue(output.error().contains("alig: engine.device = gpu, but this build of DL4J"), output.error());
        assertEquals(2, executorPods.size());
        executorPods.forEach(pod -> assertEquals(
                new Quantity("1"),
                pod.getSpec().getContainers().get(0).getResources().getLimits().get(GPU)));
    }

    private Watcher<Pod> startExecutors() {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (action == Action.ADDED
                        && "executor".equals(pod.getMetadata().getLabels().get("spark-role"))) {
                    executorPods.add(pod);
                    executors.add(PodCommand.start(pod, SparkHome.SPARK_42, folder));
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                // The server ends.
            }
        };
    }

    private static Map<String, String> environment(Container container) {
        return container.getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .collect(Collectors.toMap(EnvVar::getName, EnvVar::getValue));
    }

    private static <T> T only(List<T> all) {
        assertEquals(1, all.size(), all::toString);
        return all.get(0);
    }
}
