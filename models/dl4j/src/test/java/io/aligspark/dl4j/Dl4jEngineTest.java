package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.EngineContract;
import io.aligspark.networks.EngineProvider;
import org.junit.jupiter.api.Test;

class Dl4jEngineTest extends EngineContract {

    @Override
    protected EngineProvider provider() {
        return EngineProvider.of("dl4j");
    }

    @Test
    void runsOnOneDnnAndACurrentBlasCore() {
        EngineProvider.Hardware hardware = provider().hardware();
        assertEquals(java.util.List.of(), hardware.warnings(), hardware.device());
        assertTrue(hardware.device().contains("oneDNN"), hardware.device());
        assertEquals(1, hardware.threads());
    }

    @Test
    void unknownEngineNamesThoseThereAre() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> EngineProvider.of("torchh"));
        assertEquals("engine.name must be one of [dl4j], but was torchh", error.getMessage());
    }
}
