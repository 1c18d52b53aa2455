package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenBlasCoreTest {
    @TempDir
    private Path folder;

    /** The remedy, another core, would stop a process on a processor without its instructions. */
    @Test
    void aCoreWithoutAvx2IsOutdatedOnlyOnAProcessorThatHasIt() throws IOException {
        Path haswell =
                Files.writeString(folder.resolve("haswell"), "processor\t: 0\nflags\t\t: fpu sse4_2 avx avx2 bmi2\n");
        Path nehalem = Files.writeString(folder.resolve("nehalem"), "processor\t: 0\nflags\t\t: fpu sse4_1 sse4_2\n");
        assertTrue(OpenBlasCore.isOutdated("NEHALEM", haswell));
        assertTrue(OpenBlasCore.isOutdated("PRESCOTT", folder.resolve("none")));
        assertFalse(OpenBlasCore.isOutdated("NEHALEM", nehalem));
        assertFalse(OpenBlasCore.isOutdated("ZEN", haswell));
    }
}
