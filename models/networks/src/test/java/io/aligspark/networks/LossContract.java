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
            engine.lossAndGradient(parameters, buffers, batch, 7, gradient, statistics);
            double[] ofLogits = new double[batch.size()];
            loss.lossAndGradient(
                    recording.logits, batch.targets(), batch.size(), new float[recording.logits.length], ofLogits);
            assertArrayEquals(ofLogits, engine.sampleLosses());
        }
        try (Engine engine = provider.create(network, loss)) {
            double expected = engine.lossAndGradient(parameters, buffers, batch, 7, gradient, statistics);
            double other = engine.lossAndGradient(parameters, buffers, batch, 8, again, statistics);
            assertEquals(expected, engine.loss(parameters, buffers, batch, 7), 0);
            assertEquals(other, engine.loss(parameters, buffers, batch, 8), 0);
            assertEquals(expected, engine.lossAndGradient(parameters, buffers, batch, 7, again, statistics), 0);
            assertArrayEquals(gradient, again);
            boolean dropout = network.layers().stream().anyMatch(Dropout.class::isInstance);
            if (dropout) {
                assertNotEquals(expected, other, "another seed drops other units");
            }
        }
        try (Engine engine = provider.create(network, loss)) {
            double alone = engine.loss(parameters, buffers, batch, 7);
            assertEquals(alone, engine.lossAndGradient(parameters, buffers, batch, 7, again, statistics), 0);
        }
    }
}
