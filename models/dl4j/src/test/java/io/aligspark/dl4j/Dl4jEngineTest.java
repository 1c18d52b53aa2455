package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.aligspark.networks.Device;
import io.aligspark.networks.EngineContract;
import io.aligspark.networks.EngineProvider;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class Dl4jEngineTest extends EngineContract {

    @Override
    protected EngineProvider provider() {
        return EngineProvider.of("dl4j");
    }

    @Test
    void runsOnOneDnnAndACurrentBlasCore() {
        assumeTrue(System.getenv("OPENBLAS_CORETYPE") == null, "the environment chooses the core");
        EngineProvider.Hardware hardware = provider().hardware(Device.CPU);
        assertEquals(List.of(), hardware.warnings(), hardware.device());
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
        assertEquals(
                provider().hardware(Device.CPU).warnings(),
                hardware.warnings().subList(1, hardware.warnings().size()));
        assertTrue(hardware.warnings().get(0).endsWith(obstacle), hardware.warnings()::toString);
    }

    @Test
    void unknownEngineNamesThoseThereAre() {
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> EngineProvider.of("torchh"));
        List<String> names =
                EngineProvider.all().stream().map(EngineProvider::name).toList();
        assertTrue(names.contains("dl4j"));
        assertEquals("engine.name must be one of " + names + ", but was torchh", error.getMessage());
    }
}
