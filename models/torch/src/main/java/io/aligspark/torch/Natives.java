package io.aligspark.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch_cuda;

/** libtorch's native libraries: those for the CPU, or those of the profile {@code torch-cuda}. */
final class Natives {
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

    private Natives() {}

    /**
     * Loads them.
     *
     * @return whether they are those for GPUs
     * @throws IllegalArgumentException if they do not load
     */
    static boolean prepare() {
        boolean gpu = torch.class.getResource("/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch_cuda.so")
                != null;
        try {
            if (gpu) {
                // ND4J has an extension of its own; whichever starts first must not hide the other's libraries.
                String before = System.getProperty(EXTENSION);
                System.setProperty(EXTENSION, "-gpu");
                Loader.load(torch_cuda.class);
                restore(before);
            }
            Loader.load(torch.class);
            return gpu;
        } catch (UnsatisfiedLinkError e) {
            throw new IllegalArgumentException(
                    gpu
                            ? "libtorch for GPUs does not load, it needs CUDA 13 and cuDNN 9 on the host: "
                                    + e.getMessage()
                            : "libtorch does not load: " + e.getMessage(),
                    e);
        }
    }

    /** Names of the GPUs that the driver knows, each once. */
    static String gpuModels() {
        if (!Files.isDirectory(GPUS)) {
            return "of unknown model";
        }
        try (Stream<Path> folders = Files.list(GPUS)) {
            return folders.map(folder -> model(folder.resolve("information")))
                    .distinct()
                    .sorted()
                    .collect(Collectors.joining(" / "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String model(Path information) {
        try (Stream<String> lines = Files.lines(information)) {
            return lines.filter(line -> line.startsWith("Model:"))
                    .map(line -> line.substring("Model:".length()).strip())
                    .findFirst()
                    .orElse("of unknown model");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void restore(String before) {
        if (before == null) {
            System.clearProperty(EXTENSION);
        } else {
            System.setProperty(EXTENSION, before);
        }
    }
}
