package io.aligspark.dl4j;

import java.util.List;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.openblas.global.openblas;

/**
 * Which processor OpenBLAS chose its kernels for. The Java binding has no call for it, but the library exports its table
 * of kernels, {@code gotoblas}, beside one table per processor.
 */
final class OpenBlasCore {
    /** Processors before AVX2: chosen on a current machine only by an outdated OpenBLAS. */
    static final Set<String> OUTDATED =
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
