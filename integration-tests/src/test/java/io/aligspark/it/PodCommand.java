package io.aligspark.it;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the entry point of Spark's image makes of an executor's pod, as a process on this machine. */
final class PodCommand {
    private PodCommand() {}

    /** Starts it in a folder of the pod's name in the given one. */
    static Server start(Pod pod, SparkHome spark, Path folder) {
        Container container = pod.getSpec().getContainers().get(0);
        if (!container.getArgs().equals(List.of("executor"))) {
            throw new AssertionError("no executor: " + container.getArgs());
        }
        Map<String, String> environment = new TreeMap<>();
        for (EnvVar variable : container.getEnv()) {
            // From a field of the running pod: its address.
            environment.put(variable.getName(), variable.getValue() == null ? "127.0.0.1" : variable.getValue());
        }
        // Folders of the container.
        environment.remove("SPARK_LOCAL_DIRS");
        environment.remove("SPARK_CONF_DIR");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        environment.keySet().stream()
                .filter(name -> name.startsWith("SPARK_JAVA_OPT_"))
                .map(environment::get)
                .forEach(words::add);
        words.addAll(List.of(
                "-Xmx" + environment.get("SPARK_EXECUTOR_MEMORY"),
                "-cp",
                spark.path() + "/jars/*",
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
        return Server.start(folder.resolve(pod.getMetadata().getName()), "executor", environment, words);
    }
}
