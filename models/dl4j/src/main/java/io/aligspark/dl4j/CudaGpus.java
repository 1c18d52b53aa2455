package io.aligspark.dl4j;

import io.aligspark.networks.Device;
import java.util.Optional;

/**
 * The NVIDIA GPUs that this process sees, asked before ND4J starts on one that its natives cannot use. Through JavaCPP's
 * bindings of the CUDA runtime, by name: only a build with {@code -Pcuda} has them.
 */
final class CudaGpus {
    /** Where ND4J takes this environment variable as 200, its CPU backend comes before the one for CUDA, 100. */
    static final String CPU_FIRST = "BACKEND_PRIORITY_CPU";

    private static final String RUNTIME = "org.bytedeco.cuda.global.cudart";
    private static final int NO_DEVICE = 100;
    private static final int DRIVER_TOO_OLD = 35;
    private static final int CAPABILITY_MAJOR = 75;
    private static final int CAPABILITY_MINOR = 76;

    private CudaGpus() {}

    /**
     * What DL4J makes of a device. ND4J has one backend in a process: the first that it finds usable, CUDA's before the CPU's.
     *
     * @throws IllegalArgumentException if that would not be the device's
     */
    static Device.Used use(Device device) {
        Device.Used used = device.use(CudaGpus::obstacle);
        if (used.gpu().isEmpty() && areTaken()) {
            throw new IllegalArgumentException(
                    "tasks are to compute on the CPU (engine.device), but this build of DL4J takes the GPU that it sees: give"
                            + " engine.device=gpu, set " + CPU_FIRST
                            + "=200 in the environment of driver and executors, or"
                            + " build without -Pcuda");
        }
        return used;
    }

    /** Why DL4J cannot use that GPU, with the remedy; empty if it can. */
    static Optional<String> obstacle(int gpu) {
        if (!inBuild()) {
            return Optional.of("this build of DL4J computes on the CPU alone: build alig-spark with -Pcuda");
        }
        if (cpuFirst()) {
            return Optional.of(CPU_FIRST + " in the environment makes ND4J compute on the CPU: unset it");
        }
        if (Libraries.FAILURE.isPresent()) {
            return Optional.of("the libraries of CUDA do not load (" + Libraries.FAILURE.get()
                    + "): the machine needs NVIDIA's driver, CUDA 11.6 and cuDNN 8");
        }
        int[] count = {0};
        int error = count(count);
        if (error != 0) {
            return Optional.of(describe(error));
        }
        if (gpu >= count[0]) {
            return Optional.of("there is no GPU " + gpu + ", the process sees " + count[0]
                    + ": compare spark.executor.resource.gpu.discoveryScript and CUDA_VISIBLE_DEVICES");
        }
        return unsupported(gpu, attribute(CAPABILITY_MAJOR, gpu), attribute(CAPABILITY_MINOR, gpu));
    }

    /** The first attempt to load them says why it fails; later ones do not. */
    private static final class Libraries {
        static final Optional<String> FAILURE = load();

        private static Optional<String> load() {
            StartProperties.set();
            try {
                Class.forName(RUNTIME);
                return Optional.empty();
            } catch (LinkageError e) {
                Throwable cause = e;
                while (cause.getCause() != null) {
                    cause = cause.getCause();
                }
                // Without the folder of JavaCPP's cache.
                return Optional.of(String.valueOf(cause.getMessage()).replaceFirst("^\\S*/", ""));
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static String describe(int error) {
        return switch (error) {
            case NO_DEVICE -> "the process sees no GPU: is one there, and not hidden by CUDA_VISIBLE_DEVICES?";
            case DRIVER_TOO_OLD -> "NVIDIA's driver is missing or older than CUDA 11.6 needs: install 510 or newer";
            default -> "CUDA fails with error " + error + ": does nvidia-smi work on this machine?";
        };
    }

    /** nd4j-cuda-11.6 has machine code up to 8.6, which all of 8.x from there on runs, and no PTX for what came later. */
    static Optional<String> unsupported(int gpu, int major, int minor) {
        boolean supported = major < 9 && 10 * major + minor >= 37;
        return supported
                ? Optional.empty()
                : Optional.of("GPU " + gpu + " has compute capability " + major + "." + minor
                        + ", and DL4J's natives are for 3.7 to 8.9: use another GPU, or engine.device=cpu");
    }

    /** For people, the same for GPUs of one kind. */
    static String describeGpu(int gpu) {
        return "GPU, CUDA 11.6, compute capability " + attribute(CAPABILITY_MAJOR, gpu) + "."
                + attribute(CAPABILITY_MINOR, gpu);
    }

    /** Whether ND4J starts on a GPU, as it does wherever it sees one. */
    static boolean areTaken() {
        int[] count = {0};
        return inBuild() && !cpuFirst() && Libraries.FAILURE.isEmpty() && count(count) == 0 && count[0] > 0;
    }

    private static boolean cpuFirst() {
        return System.getenv(CPU_FIRST) != null;
    }

    private static boolean inBuild() {
        try {
            Class.forName(RUNTIME, false, CudaGpus.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static int count(int[] count) {
        return call("cudaGetDeviceCount", new Class<?>[] {int[].class}, (Object) count);
    }

    private static int attribute(int attribute, int gpu) {
        int[] value = {0};
        call("cudaDeviceGetAttribute", new Class<?>[] {int[].class, int.class, int.class}, value, attribute, gpu);
        return value[0];
    }

    private static int call(String function, Class<?>[] types, Object... arguments) {
        try {
            return (int) Class.forName(RUNTIME).getMethod(function, types).invoke(null, arguments);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
