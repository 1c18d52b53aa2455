package io.aligspark.torch;

import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider.Hardware;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Starts libtorch with the switches that make it deterministic, the one place where they are set. */
final class TorchRuntime {
    /** Without it cuBLAS is not deterministic, and libtorch refuses. Read when CUDA starts. */
    static final String CUBLAS_WORKSPACE = "CUBLAS_WORKSPACE_CONFIG";

    private static final Natives NATIVES = Natives.load();
    /** Empty if the libraries do not load. */
    private static final String CPU = NATIVES.failure() == null ? start() : "";

    private TorchRuntime() {}

    /**
     * What computes for a task with that device. Starts libtorch at the first call.
     *
     * @throws IllegalArgumentException if the device cannot be used
     */
    static Hardware hardware(Device device) {
        requireLoaded();
        Device.Used used = device.use(TorchRuntime::obstacle);
        return new Hardware(
                used.gpu().isPresent() ? gpu() : CPU, Scopes.releasing(torch::get_num_threads), used.warnings());
    }

    /**
     * libtorch's device for a task with that one. The caller closes it.
     *
     * @throws IllegalArgumentException if the device cannot be used
     */
    static org.bytedeco.pytorch.Device device(Device device) {
        requireLoaded();
        OptionalInt gpu = device.use(TorchRuntime::obstacle).gpu();
        return Scopes.lasting(() -> gpu.isPresent()
                ? new org.bytedeco.pytorch.Device(DeviceType.CUDA, (byte) gpu.getAsInt())
                : new org.bytedeco.pytorch.Device(DeviceType.CPU));
    }

    private static void requireLoaded() {
        if (NATIVES.failure() != null) {
            throw new IllegalArgumentException(NATIVES.failure());
        }
    }

    private static Optional<String> obstacle(int gpu) {
        if (!NATIVES.gpu()) {
            return Optional.of("this build of libtorch computes on the CPU alone: build alig-spark with -Ptorch-cuda");
        }
        int count = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
        if (gpu >= count) {
            return Optional.of("libtorch finds " + count + " GPUs, so none of index " + gpu
                    + ": it needs an NVIDIA driver for CUDA 13, and CUDA 13, cuDNN 9 and NCCL 2 on the host");
        }
        String workspace = System.getenv(CUBLAS_WORKSPACE);
        if (workspace == null || !workspace.matches(":4096:8|:16:8")) {
            return Optional.of("results would not be deterministic: set " + CUBLAS_WORKSPACE
                    + "=:4096:8 in the environment of driver and executors");
        }
        return Optional.empty();
    }

    private static String start() {
        return Scopes.releasing(() -> {
            Context context = torch.globalContext();
            context.setDeterministicAlgorithms(true, false);
            // Uninitialised memory is overwritten wherever it is used; libtorch would fill it first.
            context.setDeterministicFillUninitializedMemory(false);
            context.setDeterministicMkldnn(true);
            context.setDeterministicCuDNN(true);
            // fp32 means fp32: cuDNN would round to TF32.
            context.setAllowTF32CuDNN(false);
            context.setAllowTF32CuBLAS(false);
            return "CPU, libtorch " + version() + " "
                    + torch.get_cpu_capability().getString().toUpperCase(Locale.ROOT)
                    + (Context.hasMKLDNN() ? ", oneDNN" : ", no oneDNN");
        });
    }

    private static String gpu() {
        return Scopes.releasing(() -> "GPU " + Natives.gpuModels() + ", libtorch " + version() + ", cuDNN "
                + torch.getCUDAHooks().versionRuntimeCuDNN());
    }

    private static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
