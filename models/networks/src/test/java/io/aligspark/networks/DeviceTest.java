package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static final OptionalInt THIRD = OptionalInt.of(2);
    private static final OptionalInt NONE = OptionalInt.empty();

    private static Optional<String> usable(int gpu) {
        return Optional.empty();
    }

    private static Optional<String> broken(int gpu) {
        return Optional.of("GPU " + gpu + " is broken: mend it");
    }

    @Test
    void aGpuThatWasAskedForIsTheAssignedOneOrTheFirst() {
        assertEquals(
                THIRD,
                Device.of(Device.Choice.GPU, THIRD).use(DeviceTest::usable).gpu());
        assertEquals(
                OptionalInt.of(0),
                Device.of(Device.Choice.GPU, NONE).use(DeviceTest::usable).gpu());
    }

    @Test
    void aGpuThatWasAskedForAndCannotBeUsedIsRefused() {
        Device device = Device.of(Device.Choice.GPU, THIRD);
        IllegalArgumentException error =
                assertThrows(IllegalArgumentException.class, () -> device.use(DeviceTest::broken));
        assertEquals("engine.device = gpu, but GPU 2 is broken: mend it", error.getMessage());
    }

    @Test
    void autoTakesTheAssignedGpuAndOtherwiseTheCpuAndSaysWhy() {
        assertEquals(
                new Device.Used(THIRD, List.of()),
                Device.of(Device.Choice.AUTO, THIRD).use(DeviceTest::usable));
        assertEquals(
                new Device.Used(
                        NONE,
                        List.of("tasks have GPUs, but compute on the CPU (engine.device): GPU 2 is broken: mend it")),
                Device.of(Device.Choice.AUTO, THIRD).use(DeviceTest::broken));
    }

    @Test
    void nobodyAsksForObstaclesWhereNoGpuIsWanted() {
        for (Device device :
                List.of(Device.CPU, Device.of(Device.Choice.CPU, THIRD), Device.of(Device.Choice.AUTO, NONE))) {
            assertEquals(new Device.Used(NONE, List.of()), device.use(gpu -> {
                throw new AssertionError("asked");
            }));
        }
    }
}
