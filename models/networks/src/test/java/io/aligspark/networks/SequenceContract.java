package io.aligspark.networks;

import static io.aligspark.networks.GoldenAssertions.assertClose;
import static io.aligspark.networks.GoldenAssertions.assertElements;
import static io.aligspark.networks.GoldenAssertions.assertGradient;
import static io.aligspark.networks.GoldenAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;

/** The part of {@link EngineContract} on sequences and host layers. */
final class SequenceContract {
    private static final float[] NO_BUFFERS = {};

    private SequenceContract() {}

    /** Samples that start alike are one batch; where each has a start of its own, each is a shard of its own network. */
    static void agreesWithPyTorch(EngineProvider provider, String name) {
        DncGolden golden = DncGolden.read(name);
        RecordingLoss loss = new RecordingLoss(new MaskedSigmoidCrossEntropy(golden.outputs));
        float[] parameters = golden.golden.parameters();
        float[] gradientSum = new float[parameters.length];
        boolean alike = golden.start(0).isEmpty();
        double lossSum = 0;
        for (int sample = 0; sample < (alike ? 1 : golden.samples); sample++) {
            Batch batch = alike ? golden.batch() : golden.batch(sample);
            float[] gradient = new float[parameters.length];
            try (Engine engine = provider.create(golden.network(sample), loss)) {
                Engine.Model model = engine.load(parameters, NO_BUFFERS);
                lossSum += model.lossAndGradient(batch, 1, gradient, NO_BUFFERS);
                double[] logits = alike ? golden.logits() : golden.part(golden.logits(), sample);
                assertClose(logits, loss.logits, 1e-5);
                assertClose(logits, model.predict(batch), 1e-5);
            }
            for (int i = 0; i < gradient.length; i++) {
                gradientSum[i] += gradient[i];
            }
        }
        double expected = golden.run().get("meanLoss").asDouble();
        assertEquals(expected, lossSum / golden.samples, 1e-5 * expected);
        Layout layout = golden.network.parameters();
        assertGradient(golden.golden, golden.run(), layout, gradientSum, golden.samples, false);
        assertElements(golden.golden, golden.run(), layout, gradientSum, golden.samples, false);
    }

    /**
     * A host layer between layers of the engine, with clipped values: the machine's own arithmetic, which is compared
     * with PyTorch elsewhere, must arrive whole. The dense layer behind it sees that the rows are in order.
     */
    static void hostLayersAgreeWithTheirOwnArithmetic(EngineProvider provider) {
        DncGolden golden = DncGolden.read("dnc-clipped");
        DifferentiableNeuralComputer machine = golden.layer;
        Network network = new Network(
                "host layer inside",
                golden.network.input(),
                List.of(
                        new Activation("tanh", Network.INPUT, Activation.Function.TANH),
                        new DifferentiableNeuralComputer(
                                "machine",
                                "tanh",
                                machine.controller(),
                                machine.slots(),
                                machine.slotWidth(),
                                machine.readHeads(),
                                machine.outputs(),
                                machine.clip()),
                        new Flatten("flatten", "machine"),
                        new Dense("fc", "flatten", 3, Initialisation.ZERO)));
        Layout layout = network.parameters();
        float[] parameters = layout.initialValues(4);
        System.arraycopy(golden.golden.parameters(), 0, parameters, 0, golden.golden.parameters().length);
        float[] inputs = DncGolden.narrow(golden.observation());
        float[] targets = {2, 0};
        float[] gradient = new float[parameters.length];
        double lossSum;
        try (Engine engine = provider.create(network, new CrossEntropy())) {
            Engine.Model model = engine.load(parameters, NO_BUFFERS);
            model.lossAndGradient(new Batch(inputs, targets, 1), 1, gradient, NO_BUFFERS);
            lossSum = model.lossAndGradient(new Batch(inputs, targets, 2), 1, gradient, NO_BUFFERS);
        }

        int rows = machine.outputs() * golden.time;
        int own = layout.length() - 3 * (rows + 1);
        HostLayer.Computation computation = machine.computation(List.of(network.input()));
        double[] squashed = DncGolden.widen(inputs);
        Arrays.setAll(squashed, i -> StrictMath.tanh(squashed[i]));
        double[] outputs = new double[2 * rows];
        computation.forward(Arrays.copyOf(DncGolden.widen(parameters), own), squashed, 2, outputs);
        float[] logits = new float[6];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int k = 0; k < rows; k++) {
                sum += parameters[own + i % 3 * rows + k] * outputs[i / 3 * rows + k];
            }
            logits[i] = (float) sum;
        }
        float[] logitsGradient = new float[6];
        assertEquals(new CrossEntropy().lossAndGradient(logits, targets, 2, logitsGradient), lossSum, 1e-5 * lossSum);
        double[] outputGradient = new double[outputs.length];
        for (int i = 0; i < logits.length; i++) {
            for (int k = 0; k < rows; k++) {
                outputGradient[i / 3 * rows + k] += logitsGradient[i] * parameters[own + i % 3 * rows + k];
            }
        }
        double[] expected = new double[own];
        computation.backward(outputGradient, new double[inputs.length], expected);
        float[] actual = Arrays.copyOf(gradient, own);
        double largest = largest(actual, 0, own);
        assertTrue(largest > 1e-3, "a gradient to compare");
        assertClose(expected, actual, 1e-5 * largest);
    }
}
