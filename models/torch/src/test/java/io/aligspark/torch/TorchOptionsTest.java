package io.aligspark.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Batch;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Golden;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Precision;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.networks.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the contract of all engines does not say. */
class TorchOptionsTest {
    private static final EngineProvider PROVIDER = EngineProvider.of("torch");

    static List<Network> networks() {
        return List.of(
                Networks.mlp(Shape.of(12), List.of(16), 4),
                Networks.wideResNet(Shape.of(3, 8, 8), 10, 1, 0.3, 4),
                Networks.sentencePair(Shape.of(2, 4, 5), 6, 8, MaximumOverTime.Padding.MASKED, 4),
                Networks.differentiableNeuralComputer(Shape.of(4, 5), 8, 6, 4, 2, 3, 20));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void aProfiledEngineHasTheSameBitsAndTellsWhereTimeGoes(Network network) {
        Result plain = compute(PROVIDER.create(network, new CrossEntropy()), network);
        ProfiledEngine profiled = PROVIDER.createProfiled(network, new CrossEntropy());
        Result measured = compute(profiled, network);
        assertEquals(plain.lossSum, measured.lossSum, 0);
        assertArrayEquals(plain.gradient, measured.gradient);
        String kind = network.layers().get(0).getClass().getSimpleName();
        assertTrue(profiled.seconds().get(kind) > 0, profiled.seconds()::toString);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void bfloat16IsCloseToFp32AndDeterministic(Network network) {
        Result fp32 = compute(PROVIDER.create(network, new CrossEntropy()), network);
        Result first = compute(PROVIDER.create(network, new CrossEntropy(), Device.CPU, Precision.BF16), network);
        Result second = compute(PROVIDER.create(network, new CrossEntropy(), Device.CPU, Precision.BF16), network);
        assertArrayEquals(first.gradient, second.gradient);
        assertEquals(fp32.lossSum, first.lossSum, 0.02 * fp32.lossSum);
        double difference = 0;
        double norm = 0;
        for (int i = 0; i < fp32.gradient.length; i++) {
            difference += Math.pow(fp32.gradient[i] - first.gradient[i], 2);
            norm += Math.pow(fp32.gradient[i], 2);
        }
        // Batch-norm over few samples enlarges the rounding.
        assertTrue(difference < 0.05 * norm, difference + " of " + norm);
        boolean host = network.layers().get(0) instanceof io.aligspark.networks.HostLayer;
        assertEquals(host, Arrays.equals(fp32.gradient, first.gradient), "bfloat16 is in use but in host layers");
    }

    /** Which of the two an LSTM is depends on the CPU: {@link CappedEngines} expects each on its own. */
    @Test
    void oneWarningNamesLayersThatLackBfloat16() {
        Network mlp = networks().get(0);
        EngineProvider.Hardware fp32 = PROVIDER.hardware(Device.CPU);
        String bf16 = fp32.device() + ", bf16";
        Network pair = networks().get(2);
        assertEquals(fp32, PROVIDER.hardware(Device.CPU, pair, Precision.FP32));
        assertEquals(
                new EngineProvider.Hardware(bf16, fp32.threads(), List.of()),
                PROVIDER.hardware(Device.CPU, mlp, Precision.BF16));
        EngineProvider.Hardware hardware = PROVIDER.hardware(Device.CPU, pair, Precision.BF16);
        if (hardware.warnings().isEmpty()) {
            assertEquals(bf16, hardware.device());
        } else {
            assertEquals(bf16 + " but BidirectionalLstm in fp32", hardware.device());
            assertEquals(
                    List.of(
                            "engine.precision = bf16, but BidirectionalLstm layers compute in fp32 on this processor: could"
                                    + " not create a primitive descriptor for the LSTM forward propagation primitive"),
                    hardware.warnings());
        }
    }

    @Test
    void imagesChannelsLastAndChannelsFirstAgree() {
        Network network = networks().get(1);
        Result last = compute(PROVIDER.create(network, new CrossEntropy()), network);
        Result first = compute(PROVIDER.createBaseline(network, new CrossEntropy()), network);
        assertEquals(first.lossSum, last.lossSum, 1e-5 * first.lossSum);
        assertArrayEquals(first.gradient, last.gradient, 1e-4f);
    }

    /** Native objects that nobody released would add up: half a megabyte each, and several a step. */
    @Test
    void memoryIsFlatOver500Steps() {
        Network network = Networks.mlp(Shape.of(64), List.of(512, 512), 10);
        float[] parameters = network.parameters().initialValues(1);
        float[] gradient = new float[parameters.length];
        Batch batch = new Batch(Golden.generate(3, 0, 256 * 64, -1, 1), new float[256], 256);
        try (Engine engine = PROVIDER.create(network, new CrossEntropy())) {
            long bytes = 0;
            int leaking = 0;
            for (int step = 0; step < 510; step++) {
                if (step == 10) {
                    bytes = Pointer.physicalBytes();
                }
                // The garbage collector may release those of earlier tests meanwhile, so the total says nothing.
                long objects = Pointer.totalCount();
                engine.load(parameters, new float[0]).lossAndGradient(batch, step, gradient, new float[0]);
                leaking += step >= 10 && Pointer.totalCount() > objects ? 1 : 0;
            }
            assertEquals(0, leaking, "steps that leave native objects");
            long grown = Pointer.physicalBytes() - bytes;
            assertTrue(grown < 100_000_000, "grown by " + grown + " bytes");
        }
    }

    @Test
    void aCpuBuildRefusesAGpuInOneLineAndAutoTakesTheCpu() {
        String obstacle = "this build of libtorch computes on the CPU alone: build alig-spark with -Ptorch-cuda";
        Device required = Device.of(Device.Choice.GPU, OptionalInt.of(1));
        for (org.junit.jupiter.api.function.Executable use : List.<org.junit.jupiter.api.function.Executable>of(
                () -> PROVIDER.hardware(required),
                () -> PROVIDER.create(networks().get(0), new CrossEntropy(), required, Precision.FP32))) {
            IllegalArgumentException error = assertThrows(IllegalArgumentException.class, use);
            assertEquals("engine.device = gpu, but " + obstacle, error.getMessage());
        }
        EngineProvider.Hardware hardware = PROVIDER.hardware(Device.of(Device.Choice.AUTO, OptionalInt.of(1)));
        assertTrue(hardware.device().startsWith("CPU"), hardware.device());
        assertEquals(1, hardware.warnings().size());
        assertTrue(hardware.warnings().get(0).endsWith(obstacle), hardware.warnings()::toString);
    }

    private record Result(double lossSum, float[] gradient) {}

    /** Closes the engine. */
    private static Result compute(Engine engine, Network network) {
        float[] parameters = network.parameters().initialValues(6);
        float[] buffers = network.buffers().initialValues(0);
        float[] gradient = new float[parameters.length];
        Batch batch = new Batch(Golden.generate(17, 0, 3 * network.input().length(), -1, 1), new float[] {0, 2, 1}, 3);
        try (engine) {
            double lossSum =
                    engine.load(parameters, buffers).lossAndGradient(batch, 4, gradient, new float[buffers.length]);
            return new Result(lossSum, gradient);
        }
    }
}
