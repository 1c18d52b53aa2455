package io.aligspark.job.reduction;

import io.aligspark.networks.Device;
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
        TaskContext task = TaskContext.get();
        ResourceInformation gpus = task == null ? null : task.resourcesJMap().get(RESOURCE);
        if (gpus == null || gpus.addresses().length == 0) {
            return Device.of(choice, OptionalInt.empty());
        }
        String address = gpus.addresses()[0];
        if (!address.matches("\\d{1,4}")) {
            throw new IllegalArgumentException(
                    "the addresses of GPUs must be their indices, but Spark's discovery script"
                            + " (spark.executor.resource.gpu.discoveryScript) gave \"" + address + "\"");
        }
        return Device.of(choice, OptionalInt.of(Integer.parseInt(address)));
    }
}
