package io.aligspark.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Batch;
import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Golden;
import io.aligspark.networks.Precision;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@link CappedProcessorsTest} runs for every type of CPU; not by itself, for it expects a cap. */
class CappedEngines {
    private static final Device CPU = Device.CPU;

    @Test
    void computeWithTheCodeOfTheCap() {
        String core = environment("OPENBLAS_CORETYPE");
        String capability = environment("ATEN_CPU_CAPABILITY");
        String dl4j = EngineProvider.of("dl4j").hardware(CPU).device();
        String torch = EngineProvider.of("torch").hardware(CPU).device();
        assertEquals("CPU, OpenBLAS " + core + ", oneDNN", dl4j);
        assertTrue(torch.endsWith(" " + capability + ", oneDNN"), torch);
    }

    @ParameterizedTest
    @CsvSource({
        "dl4j, lenet, FP32, 1e-5",
        "dl4j, sentence-pair:masked, FP32, 1e-5",
        "torch, lenet, FP32, 1e-5",
        "torch, sentence-pair:masked, FP32, 1e-5",
        "torch, lenet, BF16, 1e-2",
        "torch, sentence-pair:masked, BF16, 1e-2"
    })
    void agreeWithPyTorch(String engine, String name, Precision precision, double tolerance) {
        Golden golden = Golden.read(name);
        float[] parameters = golden.parameters();
        Batch batch = golden.batch();
        try (Engine made =
                EngineProvider.of(engine).create(golden.network(), Golden.loss("cross-entropy"), CPU, precision)) {
            Engine.Model model = made.load(parameters, new float[0]);
            double loss = model.lossAndGradient(batch, 1, new float[parameters.length], new float[0]) / batch.size();
            double expected = golden.run("cross-entropy").get("meanLoss").asDouble();
            assertEquals(expected, loss, tolerance * expected);
            model.predict(batch);
        }
    }

    /** As oneDNN 3.7 has it: a newer one may have an LSTM in bfloat16 for lesser CPUs. */
    @Test
    void lstmsComputeInFp32BelowAvx512() {
        boolean lacking = Set.of("SSE41", "AVX2").contains(environment("ONEDNN_MAX_CPU_ISA"));
        EngineProvider.Hardware hardware = EngineProvider.of("torch")
                .hardware(CPU, Golden.read("sentence-pair:masked").network(), Precision.BF16);
        assertEquals(lacking ? 1 : 0, hardware.warnings().size(), hardware.warnings()::toString);
        assertTrue(
                hardware.device().endsWith(lacking ? ", bf16 but BidirectionalLstm in fp32" : ", bf16"),
                hardware.device());
    }

    private static String environment(String name) {
        return System.getenv(name).toUpperCase(Locale.ROOT);
    }
}
