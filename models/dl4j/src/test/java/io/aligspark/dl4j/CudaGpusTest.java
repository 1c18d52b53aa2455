package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CudaGpusTest {
    /** Pascal, Volta, Ampere, Ada run the natives' machine code; K20, Hopper and Blackwell do not. */
    @ParameterizedTest
    @CsvSource({"3, 7, true", "6, 1, true", "7, 0, true", "8, 9, true", "3, 5, false", "9, 0, false", "12, 0, false"})
    void onlySomeComputeCapabilitiesAreSupported(int major, int minor, boolean supported) {
        assertEquals(supported, CudaGpus.unsupported(0, major, minor).isEmpty());
    }

    @Test
    void anUnsupportedGpuIsNamedWithTheRemedy() {
        assertEquals(
                Optional.of(
                        "GPU 1 has compute capability 9.0, and DL4J's natives are for 3.7 to 8.9: use another GPU, or"
                                + " engine.device=cpu"),
                CudaGpus.unsupported(1, 9, 0));
    }

    @Test
    void aBuildForTheCpuTakesNoGpu() {
        assertTrue(CudaGpus.obstacle(0).orElseThrow().contains("-Pcuda"));
        assertTrue(!CudaGpus.areTaken());
    }
}
