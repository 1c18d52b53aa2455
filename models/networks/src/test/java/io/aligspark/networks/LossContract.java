package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

/** The part of {@link EngineContract} on the loss alone, and on the losses of single samples. */
final class LossContract {
    private LossContract() {}

    /** A golden case with one of its losses. */
    static void agreesWithTheGradientsLoss(EngineProvider provider, Golden golden) {
        Loss loss = golden.name().equals("dnc")
                ? new MaskedSigmoidCrossEntropy(DncGolden.of(golden).outputs)
                : Golden.loss(golden.losses().get(0));
        agreesWithTheGradientsLoss(provider, golden.network(), golden.parameters(), golden.batch(), loss);
    }

    /** Equal bits for equal arguments, whatever was computed before, and no trace left behind. */
    static void agreesWithTheGradientsLoss(
            EngineProvider provider, Network network, float[] parameters, Batch batch, Loss loss) {
        float[] buffers = network.buffers().initialValues(0);
        float[] gradient = new float[parameters.length];
        float[] again = new float[parameters.length];
        float[] statistics = new float[buffers.length];
        RecordingLoss recording = new RecordingLoss(loss);
        try (Engine engine = provider.create(network, recording)) {
            Engine.Model model = engine.load(parameters, buffers);
            model.lossAndGradient(batch, 7, gradient, statistics);
            double[] ofLogits = new double[batch.size()];
            loss.lossAndGradient(
                    recording.logits, batch.targets(), batch.size(), new float[recording.logits.length], ofLogits);
            assertArrayEquals(ofLogits, model.sampleLosses());
        }
        try (Engine engine = provider.create(network, loss)) {
            Engine.Model model = engine.load(parameters, buffers);
            double expected = model.lossAndGradient(batch, 7, gradient, statistics);
            double other = model.lossAndGradient(batch, 8, again, statistics);
            assertEquals(expected, model.loss(batch, 7), 0);
            assertEquals(other, model.loss(batch, 8), 0);
            assertEquals(expected, model.lossAndGradient(batch, 7, again, statistics), 0);
            assertArrayEquals(gradient, again);
            boolean dropout = network.layers().stream().anyMatch(Dropout.class::isInstance);
            if (dropout) {
                assertNotEquals(expected, other, "another seed drops other units");
            }
        }
        try (Engine engine = provider.create(network, loss)) {
            Engine.Model model = engine.load(parameters, buffers);
            double alone = model.loss(batch, 7);
            assertEquals(alone, model.lossAndGradient(batch, 7, again, statistics), 0);
        }
    }
}
