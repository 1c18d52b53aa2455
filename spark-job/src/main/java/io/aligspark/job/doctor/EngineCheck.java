package io.aligspark.job.doctor;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.TaskSlot;
import io.aligspark.networks.EngineProvider.Hardware;
import io.aligspark.networks.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What tasks compute on: BLAS, oneDNN, GPUs, threads, Java.
 *
 * @param network of the run; null if none is given
 */
record EngineCheck(RunConfig.Engine engine, Network network, Cluster cluster) implements Check {
    @Override
    public List<Finding> run() {
        List<TaskSlot> slots = cluster.taskSlots(engine, network);
        List<Finding> findings = new ArrayList<>();
        findings.add(javaVersions(slots));
        Map<String, TreeSet<String>> gpus = new TreeMap<>();
        slots.stream()
                .filter(slot -> !slot.gpu().isEmpty())
                .forEach(slot -> gpus.computeIfAbsent(slot.executor(), executor -> new TreeSet<>())
                        .add(slot.gpu()));
        if (!gpus.isEmpty()) {
            findings.add(Finding.ok("Spark gives tasks GPUs, by executor: " + gpus));
        }
        slots.stream()
                .map(TaskSlot::refusal)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(refusal -> findings.add(Finding.error(refusal, "")));
        List<Hardware> found = slots.stream()
                .map(TaskSlot::hardware)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        found.forEach(hardware -> describe(hardware, findings));
        if (found.size() > 1) {
            findings.add(Finding.warning(
                    "executors differ, so the bits of results depend on which of them compute what",
                    "use machines of one type"));
        }
        return findings;
    }

    private void describe(Hardware hardware, List<Finding> findings) {
        findings.add(Finding.ok("engine " + engine.name() + ": " + hardware.device()));
        hardware.warnings().forEach(warning -> findings.add(Finding.warning(warning, "")));
        if (hardware.threads() != engine.threads()) {
            findings.add(Finding.warning(
                    "tasks compute with " + hardware.threads() + " threads, not engine.threads = " + engine.threads(),
                    "set OMP_NUM_THREADS in the environment"));
        }
    }

    private static Finding javaVersions(List<TaskSlot> slots) {
        TreeSet<String> versions =
                new TreeSet<>(slots.stream().map(TaskSlot::java).toList());
        versions.add(Runtime.version().toString());
        return versions.size() == 1
                ? Finding.ok("driver and executors run the same Java")
                : Finding.warning("driver and executors run several Javas " + versions, "use one version");
    }
}
