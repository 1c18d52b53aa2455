package io.aligspark.it;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The executor of a pod as a process on this machine: what the entry point of Spark's image makes of the pod. */
final class PodProcess implements AutoCloseable {
    private final Process process;

    /** Starts it; its output goes to a file of the pod's name in the folder. */
    PodProcess(Pod pod, Path sparkHome, Path folder) {
        Container container = pod.getSpec().getContainers().get(0);
        if (!container.getArgs().equals(List.of("executor"))) {
            throw new AssertionError("no executor: " + container.getArgs());
        }
        Map<String, String> environment = new TreeMap<>();
        for (EnvVar variable : container.getEnv()) {
            // From a field of the running pod: its address.
            environment.put(variable.getName(), variable.getValue() == null ? "127.0.0.1" : variable.getValue());
        }
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.keySet().stream()
                .filter(name -> name.startsWith("SPARK_JAVA_OPT_"))
                .map(environment::get)
                .forEach(words::add);
        words.addAll(List.of(
                "-Xms" + environment.get("SPARK_EXECUTOR_MEMORY"),
                "-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"),
                "-cp",
                sparkHome + "/jars/*",
                "org.apache.spark.scheduler.cluster.k8s.KubernetesExecutorBackend",
                "--driver-url",
                environment.get("SPARK_DRIVER_URL"),
                "--executor-id",
                environment.get("SPARK_EXECUTOR_ID"),
                "--cores",
                environment.get("SPARK_EXECUTOR_CORES"),
                "--app-id",
                environment.get("SPARK_APPLICATION_ID"),
                "--hostname",
                environment.get("SPARK_EXECUTOR_POD_IP"),
                "--resourceProfileId",
                environment.get("SPARK_RESOURCE_PROFILE_ID"),
                "--podName",
                pod.getMetadata().getName()));
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(
                        folder.resolve(pod.getMetadata().getName() + ".log").toFile());
        builder.environment().putAll(environment);
        // Folders of the container.
        builder.environment().remove("SPARK_LOCAL_DIRS");
        builder.environment().remove("SPARK_CONF_DIR");
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
