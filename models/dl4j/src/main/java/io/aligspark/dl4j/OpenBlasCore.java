package io.aligspark.dl4j;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Which processor OpenBLAS chose its kernels for. The Java binding has no call for it, but the library exports its table
 * of kernels, {@code gotoblas}, beside one table per processor.
 */
final class OpenBlasCore {
    /** Processors before AVX2: chosen on one that has it by an outdated OpenBLAS, or by the environment. */
    private static final Set<String> OUTDATED =
            Set.of("KATMAI", "COPPERMINE", "NORTHWOOD", "BANIAS", "PRESCOTT", "CORE2", "NEHALEM", "ATHLON");

    private static final List<String> CURRENT = List.of(
            "SANDYBRIDGE",
            "BARCELONA",
            "BULLDOZER",
            "PILEDRIVER",
            "STEAMROLLER",
            "EXCAVATOR",
            "HASWELL",
            "ZEN",
            "SKYLAKEX",
            "COOPERLAKE",
            "SAPPHIRERAPIDS",
            "NEOVERSEN1",
            "NEOVERSEV1",
            "ARMV8");

    private OpenBlasCore() {}

    /**
     * Whether a core's kernels leave instructions of the processor unused that make them several times faster.
     *
     * @param processor what Linux says of it, {@code /proc/cpuinfo}; where there is no such file it is taken for a current one
     */
    static boolean isOutdated(String core, Path processor) {
        if (!OUTDATED.contains(core)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(processor)) {
            return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" avx2"));
        } catch (IOException | UncheckedIOException e) {
            return true;
        }
    }

    /** The name in OpenBLAS's upper case, or "unknown" where the library does not tell (another BLAS, for one). */
    static String name() {
        Loader.load(openblas.class);
        Pointer table = Loader.addressof("gotoblas");
        if (table == null) {
            return "unknown";
        }
        long chosen = new PointerPointer<>(table).get(0).address();
        for (String core : CURRENT) {
            if (isTableOf(core, chosen)) {
                return core;
            }
        }
        return OUTDATED.stream()
                .filter(core -> isTableOf(core, chosen))
                .findFirst()
                .orElse("unknown");
    }

    private static boolean isTableOf(String core, long chosen) {
        Pointer table = Loader.addressof("gotoblas_" + core);
        return table != null && table.address() == chosen;
    }
}
