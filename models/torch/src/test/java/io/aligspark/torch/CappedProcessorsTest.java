package io.aligspark.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Both engines as on other x86-64 CPUs: their native libraries choose code by the type of CPU, and take environment variables
 * that make them choose as on a lesser one. They are read when a library starts, hence processes of their own.
 */
class CappedProcessorsTest {
    private static final Path CPU = Path.of("/proc/cpuinfo");

    @TempDir
    private Path folder;

    /** A type of CPU, by the name that OpenBLAS has for it, with the flags that Linux shows on it. */
    enum Processor {
        NEHALEM("Nehalem", "SSE41", "default", "sse4_1"),
        HASWELL("Haswell", "AVX2", "avx2", "avx2 fma"),
        ZEN("Zen", "AVX2", "avx2", "avx2 fma"),
        SKYLAKEX("SkylakeX", "AVX512_CORE", "avx512", "avx512f avx512bw avx512dq avx512vl");

        /** What oneDNN calls it. */
        private static final Map<String, String> INSTRUCTIONS = Map.of(
                "SSE41", "Intel SSE4.1",
                "AVX2", "Intel AVX2",
                "AVX512_CORE", "Intel AVX-512 with AVX512BW, AVX512VL, and AVX512DQ extensions");

        private final String openBlas;
        private final String oneDnn;
        private final String aten;
        private final String needs;

        Processor(String openBlas, String oneDnn, String aten, String needs) {
            this.openBlas = openBlas;
            this.oneDnn = oneDnn;
            this.aten = aten;
            this.needs = needs;
        }

        /** ND4J's oneDNN, 2.3, knows but the older name of its variable; both tell what they use. */
        Map<String, String> environment() {
            return Map.of(
                    "OPENBLAS_CORETYPE", openBlas,
                    "DNNL_MAX_CPU_ISA", oneDnn,
                    "ONEDNN_MAX_CPU_ISA", oneDnn,
                    "ATEN_CPU_CAPABILITY", aten,
                    "DNNL_VERBOSE", "1",
                    "ONEDNN_VERBOSE", "1");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aSmallNetworkAgreesWithPyTorchInBothEngines(Processor processor) throws Exception {
        run(
                processor,
                "--select-class=io.aligspark.torch.CappedEngines",
                "--select-method=io.aligspark.torch.TorchOptionsTest#bfloat16IsCloseToFp32AndDeterministic("
                        + "io.aligspark.networks.Network)");
    }

    @Tag("exhaustive")
    @ParameterizedTest
    @EnumSource
    void allTestsOfBothEnginesPass(Processor processor) throws Exception {
        run(
                processor,
                "--select-class=io.aligspark.torch.CappedEngines",
                "--select-package=io.aligspark.torch",
                "--select-package=io.aligspark.dl4j",
                "--exclude-classname=" + CappedProcessorsTest.class.getName());
    }

    private void run(Processor processor, String... tests) throws Exception {
        requireInstructions(processor);
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx2g",
                "-cp",
                System.getProperty("java.class.path"),
                "org.junit.platform.console.ConsoleLauncher",
                "execute",
                "--disable-banner",
                "--disable-ansi-colors",
                "--details=summary",
                "--include-engine=junit-jupiter",
                "--include-classname=.*"));
        command.addAll(List.of(tests));
        Path output = folder.resolve("output");
        Path errors = folder.resolve("errors");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(output.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(processor.environment());
        int code = builder.start().waitFor();
        List<String> all = Files.readAllLines(output);
        List<String> failures = Stream.concat(all.stream(), Files.readAllLines(errors).stream())
                .filter(line -> !line.contains("dnn") || !line.contains("_verbose,"))
                .toList();
        assertEquals(0, code, () -> String.join("\n", failures));
        String instructions = Processor.INSTRUCTIONS.get(processor.oneDnn);
        for (String library : List.of("dnnl_verbose,info,", "onednn_verbose,v1,info,")) {
            String line = library + "cpu,isa:" + instructions;
            assertTrue(
                    all.contains(line),
                    () -> line + " in "
                            + all.stream()
                                    .filter(text -> text.contains("cpu,isa:"))
                                    .toList());
        }
    }

    private static void requireInstructions(Processor processor) throws IOException {
        assumeTrue(
                Set.of("amd64", "x86_64").contains(System.getProperty("os.arch").toLowerCase(Locale.ROOT))
                        && Files.exists(CPU),
                "needs Linux on an x86-64 processor");
        Set<String> flags = new HashSet<>();
        Files.readAllLines(CPU).stream()
                .filter(line -> line.startsWith("flags"))
                .forEach(line -> flags.addAll(List.of(line.split("\\s+", -1))));
        assumeTrue(
                flags.containsAll(List.of(processor.needs.split(" ", -1))),
                "needs a processor with " + processor.needs);
    }
}
