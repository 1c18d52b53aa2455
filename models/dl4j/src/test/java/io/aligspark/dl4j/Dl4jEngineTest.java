package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Device;
import io.aligspark.networks.EngineContract;
import io.aligspark.networks.EngineProvider;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class Dl4jEngineTest extends EngineContract {

    @Override
    protected EngineProvider provider() {
        return EngineProvider.of("dl4j");
    }

    @Test
    void runsOnOneDnnAndACurrentBlasCore() {
        EngineProvider.Hardware hardware = provider().hardware(Device.CPU);
        assertEquals(java.util.List.of(), hardware.warnings(), hardware.device());
        assertTrue(hardware.device().contains("oneDNN"), hardware.device());
        assertEquals(1, hardware.threads());
    }

    @Test
    void aCpuBuildRefusesAGpuInOneLineAndAutoTakesTheCpu() {
        Device required = Device.of(Device.Choice.GPU, OptionalInt.of(1));
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> provider().hardware(required));
        String obstacle = "this build of DL4J computes on the CPU alone: build alig-spark with -Pcuda";
        assertEquals("engine.device = gpu, but " + obstacle, error.getMessage());
        EngineProvider.Hardware hardware = provider().hardware(Device.of(Device.Choice.AUTO, OptionalInt.of(1)));
        assertTrue(hardware.device().startsWith("CPU"), hardware.device());
        assertEquals(1, hardware.warnings().size());
        assertTrue(hardware.warnings().get(0).endsWith(obstacle), hardware.warnings()::toString);
    }

    @Test
    void unknownEngineNamesThoseThereAre() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> EngineProvider.of("torchh"));
        assertEquals("engine.name must be one of [dl4j], but was torchh", error.getMessage());
    }
}
