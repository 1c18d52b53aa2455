package io.aligspark.dl4j;

import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider.Baseline;
import io.aligspark.networks.EngineProvider.Hardware;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.openblas.global.openblas;
import org.deeplearning4j.nn.layers.mkldnn.BaseMKLDNNHelper;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Starts ND4J with the switches that make it fast, the one place where they are set, on driver and executors alike.
 *
 * <ol>
 *   <li>a current OpenBLAS: by the dependency in the POM; checked here;
 *   <li>layer helpers (oneDNN) on: DL4J's default is off;
 *   <li>the oneDNN build of ND4J's natives, and {@code Nd4jCpu$Environment} so that the helpers load.
 * </ol>
 */
final class Dl4jRuntime {
    /** DL4J's own default. The natives stay: helpers off, those without oneDNN are no slower or faster. */
    static final Baseline BASELINE = new Baseline(
            "DL4J out of the box: its own layers, helpers (oneDNN) off; OpenBLAS is ours in both",
            Map.of(StartProperties.HELPERS_OFF, "true"));

    private static final Hardware HARDWARE = start();

    private Dl4jRuntime() {}

    /** Starts ND4J at the first call. */
    static Hardware hardware() {
        return HARDWARE;
    }

    /** What computes for a task on that device, checked before: this starts ND4J. */
    static Hardware hardware(Device.Used device) {
        return new Hardware(
                device.gpu().isPresent() ? CudaGpus.describeGpu(device.gpu().getAsInt()) : HARDWARE.device(),
                HARDWARE.threads(),
                Stream.concat(device.warnings().stream(), HARDWARE.warnings().stream())
                        .toList());
    }

    /** Binds the calling thread to a GPU. */
    static void bind(OptionalInt gpu) {
        gpu.ifPresent(index -> Nd4j.getAffinityManager().unsafeSetDevice(index));
    }

    /**
     * Layers of ours replace DL4J's where they are faster: on a CPU, unless the user switched DL4J's helpers off and so
     * asked for DL4J's plain layers.
     */
    static Layers layers() {
        boolean plain = !HARDWARE.device().startsWith("CPU") || Boolean.getBoolean(StartProperties.HELPERS_OFF);
        return plain ? Layers.PLAIN : Layers.FAST;
    }

    private static Hardware start() {
        StartProperties.set();
        // First call of ND4J in the process: any other would fail with "probably missing dependencies".
        Nd4j.getBackend();

        Properties environment = Nd4j.getExecutioner().getEnvironmentInformation();
        String backend = environment.getProperty("backend");
        int threads = Nd4j.getEnvironment().maxMasterThreads();
        if (!"CPU".equalsIgnoreCase(backend)) {
            return new Hardware(backend, threads, List.of());
        }
        List<String> warnings = new ArrayList<>();
        boolean oneDnn = BaseMKLDNNHelper.mklDnnEnabled();
        if (!oneDnn) {
            warnings.add(
                    "oneDNN is not in use, convolutions run up to 7 times slower: build with the \"-onednn\" natives"
                            + " and leave org.eclipse.deeplearning4j.helpers.disable at false");
        }
        String core = OpenBlasCore.name();
        if (OpenBlasCore.isOutdated(core, Path.of("/proc/cpuinfo"))) {
            warnings.add("OpenBLAS takes this processor for " + core
                    + ", matrix products run 4 times slower: use OpenBLAS >= 0.3.31 or set OPENBLAS_CORETYPE (HASWELL,"
                    + " ZEN, SKYLAKEX) in the environment of driver and executors");
        }
        return new Hardware(
                "CPU, OpenBLAS " + core + (oneDnn ? ", oneDNN" : ", no oneDNN"),
                openblas.blas_get_num_threads(),
                warnings);
    }
}
