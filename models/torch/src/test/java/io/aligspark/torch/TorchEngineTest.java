package io.aligspark.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Device;
import io.aligspark.networks.EngineContract;
import io.aligspark.networks.EngineProvider;
import org.junit.jupiter.api.Test;

class TorchEngineTest extends EngineContract {

    @Override
    protected EngineProvider provider() {
        return EngineProvider.of("torch");
    }

    @Test
    void computesOnOneThreadOfTheProcessor() {
        EngineProvider.Hardware hardware = provider().hardware(Device.CPU);
        assertTrue(hardware.device().startsWith("CPU, libtorch 2."), hardware.device());
        assertTrue(hardware.device().contains("oneDNN"), hardware.device());
        assertEquals(1, hardware.threads());
    }
}
