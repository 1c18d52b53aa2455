package io.aligspark.torch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;

/**
 * libtorch's native libraries: those for the CPU, or those of the profile {@code torch-cuda}.
 *
 * @param gpu whether they are those for GPUs
 * @param failure why they do not load, one line; null if they do
 */
record Natives(boolean gpu, String failure) {
    private static final String EXTENSION = "org.bytedeco.javacpp.platform.extension";
    private static final Path GPUS = Path.of("/proc/driver/nvidia/gpus");

    /** Loads them. */
    static Natives load() {
        boolean gpu =
                Natives.class.getResource("/org/bytedeco/pytorch/" + Loader.getPlatform() + "-gpu/libtorch_cuda.so")
                        != null;
        // ND4J has an extension of its own; whichever starts first must not hide the other's libraries.
        String before = System.getProperty(EXTENSION);
        try {
            if (gpu) {
                System.setProperty(EXTENSION, "-gpu");
            }
            Class.forName("org.bytedeco.pytorch.global.torch");
            return new Natives(gpu, null);
        } catch (LinkageError | ClassNotFoundException e) {
            String needs = gpu ? " (built for GPUs, it needs CUDA 13, cuDNN 9 and NCCL 2 on the host)" : "";
            return new Natives(gpu, "engine.name = torch, but libtorch does not load" + needs + ": " + firstLine(e));
        } finally {
            if (before != null) {
                System.setProperty(EXTENSION, before);
            } else {
                System.clearProperty(EXTENSION);
            }
        }
    }

    private static String firstLine(Throwable error) {
        Throwable cause = error;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString().lines().findFirst().orElse("");
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
}
