package io.aligspark.job.reduction;

import io.aligspark.networks.Device;
import java.util.List;
import java.util.OptionalInt;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;

/** The GPU that Spark's resource scheduling gave to the calling task. Executor. */
public final class TaskDevice {
    private static final String RESOURCE = "gpu";

    private TaskDevice() {}

    /**
     * The device of the calling task.
     *
     * @throws IllegalArgumentException if Spark's address of the GPU is no index
     */
    public static Device of(Device.Choice choice) {
        List<String> addresses = addresses();
        if (addresses.isEmpty()) {
            return Device.of(choice, OptionalInt.empty());
        }
        String address = addresses.get(0);
        if (!address.matches("\\d{1,4}")) {
            throw new IllegalArgumentException(
                    "the addresses of GPUs must be their indices, but Spark's discovery script"
                            + " (spark.executor.resource.gpu.discoveryScript) gave \"" + address + "\"");
        }
        return Device.of(choice, OptionalInt.of(Integer.parseInt(address)));
    }

    /** The addresses as Spark gave them; empty if it gave none. */
    public static List<String> addresses() {
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
        return gpus == null ? List.of() : List.of(gpus.addresses());
    }
}
