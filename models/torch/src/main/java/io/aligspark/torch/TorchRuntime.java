package io.aligspark.torch;

import io.aligspark.networks.EngineProvider.Hardware;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Context;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;

/** Starts libtorch with the switches that make it deterministic, the one place where they are set. */
final class TorchRuntime {
    private static final Hardware HARDWARE = start();

    private TorchRuntime() {}

    /** Starts libtorch at the first call. */
    static Hardware hardware() {
        return HARDWARE;
    }

    /** What tensors live on. */
    static Device device() {
        return lasting(() -> new Device(DeviceType.CPU));
    }

    /** Something that outlives this call; all else that is made on the way is released. The caller closes it. */
    static <T extends Pointer> T lasting(Supplier<T> made) {
        try (PointerScope scope = new PointerScope()) {
            T pointer = made.get();
            pointer.retainReference();
            return pointer;
        }
    }

    private static Hardware start() {
        try (PointerScope scope = new PointerScope()) {
            Context context = torch.globalContext();
            context.setDeterministicAlgorithms(true, false);
            // Uninitialised memory is overwritten wherever it is used; libtorch would fill it first.
            context.setDeterministicFillUninitializedMemory(false);
            context.setDeterministicMkldnn(true);
            context.setDeterministicCuDNN(true);
            String device = "CPU, libtorch " + version() + " "
                    + torch.get_cpu_capability().getString().toUpperCase(Locale.ROOT)
                    + (context.hasMKLDNN() ? ", oneDNN" : ", no oneDNN");
            return new Hardware(device, torch.get_num_threads(), List.of());
        }
    }

    private static String version() {
        try {
            return Loader.getVersion("org.bytedeco", "pytorch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
