package io.aligspark.job.session;

import com.esotericsoftware.kryo.DefaultSerializer;
import com.esotericsoftware.kryo.serializers.JavaSerializer;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.reduction.TaskDevice;
import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.EngineProvider.Hardware;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What a task found where it ran.
 *
 * @param executor Spark's name of it: a number, or {@code driver}
 * @param java version
 * @param gpu address that Spark gave to the task; empty if it gave none
 * @param hardware that computes there; null if the device cannot be used
 * @param refusal why not, one line; null if it can
 */
@DefaultSerializer(JavaSerializer.class)
public record TaskSlot(String executor, String java, String gpu, Hardware hardware, String refusal)
        implements Serializable {

    /**
     * Starts the engine in as many tasks, on all executors if each has a slot. Driver.
     *
     * @param network that it is to compute; null if none
     */
    static List<TaskSlot> startEngines(JavaSparkContext spark, RunConfig.Engine engine, Network network, int slots) {
        String name = engine.name();
        Device.Choice device = engine.device();
        Precision precision = engine.precision();
        List<Integer> tasks = IntStream.range(0, slots).boxed().toList();
        return spark.parallelize(tasks, slots)
                .map(task -> here(name, device, network, precision))
                .collect();
    }

    // A refusal is a result: Spark would try a task that fails again.
    private static TaskSlot here(String engine, Device.Choice device, Network network, Precision precision) {
        String executor = SparkEnv.get().executorId();
        String java = Runtime.version().toString();
        String gpu = String.join(",", TaskDevice.addresses());
        try {
            EngineProvider provider = EngineProvider.of(engine);
            Device given = TaskDevice.of(device);
            Hardware hardware =
                    network == null ? provider.hardware(given) : provider.hardware(given, network, precision);
            return new TaskSlot(executor, java, gpu, hardware, null);
        } catch (IllegalArgumentException e) {
            return new TaskSlot(executor, java, gpu, null, e.getMessage());
        }
    }
}
