package io.aligspark.job.train;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.reduction.TaskDevice;
import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.EngineProvider.Hardware;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a task found where it ran.
 *
 * @param executor Spark's name of it: a number, or {@code driver}
 * @param hardware that computes there; null if the device cannot be used
 * @param refusal why not, one line; null if it can
 */
record TaskSlot(String executor, Hardware hardware, String refusal) implements Serializable {

    /** Starts the engine in as many tasks, on all executors if each has a slot. Driver. */
    static List<TaskSlot> startEngines(JavaSparkContext spark, RunConfig.Engine engine, int slots) {
        String name = engine.name();
        Device.Choice device = engine.device();
        List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
        return spark.parallelize(tasks, slots).map(task -> here(name, device)).collect();
    }

    // A refusal is a result: Spark would try a task that fails again.
    private static TaskSlot here(String engine, Device.Choice device) {
        String executor = SparkEnv.get().executorId();
        try {
            return new TaskSlot(executor, EngineProvider.of(engine).hardware(TaskDevice.of(device)), null);
        } catch (IllegalArgumentException e) {
            return new TaskSlot(executor, null, e.getMessage());
        }
    }
}
