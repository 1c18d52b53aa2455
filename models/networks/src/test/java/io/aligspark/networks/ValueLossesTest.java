package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValueLossesTest {
    private static final JsonNode GOLDEN = Golden.read("losses").json();

    @ParameterizedTest
    @ValueSource(strings = {"squared", "absolute"})
    void agreesWithPyTorch(String name) {
        JsonNode range = GOLDEN.get("targets");
        float[] targets = Golden.generate(
                GOLDEN.get("seed").asLong(),
                range.get("index").asInt(),
                60,
                range.get("low").asDouble(),
                range.get("high").asDouble());
        float[] outputs = new float[60];
        for (int i = 0; i < 60; i++) {
            outputs[i] =
                    (float) GOLDEN.get("logitsExact").get(i / 12).get(i % 12).asDouble();
        }
        JsonNode expected = StreamSupport.stream(GOLDEN.get("losses").spliterator(), false)
                .filter(each -> each.get("loss").asText().equals(name))
                .findFirst()
                .orElseThrow();
        Loss loss = Losses.of(name, 1, TopKEntropy.Form.DEFINITION, 0);
        assertFalse(loss.onClasses());
        assertEquals(12, loss.targetLength(12));

        float[] gradient = new float[60];
        double mean = loss.lossAndGradient(outputs, targets, 5, gradient) / 5;

        assertEquals(expected.get("mean").asDouble(), mean, 1e-6 * mean);
        for (int i = 0; i < 60; i++) {
            double ofMean =
                    expected.get("gradientOfMean").get(i / 12).get(i % 12).asDouble();
            assertEquals(ofMean, gradient[i] / 5.0, 1e-6);
        }
    }

    @Test
    void maskedSigmoidCrossEntropyAgreesWithPyTorch() {
        JsonNode golden = GOLDEN.get("maskedSigmoidBce");
        int steps = 4;
        int samples = 2;
        int bits = 3;
        float[] logits = Golden.generate(
                golden.get("seed").asLong(),
                golden.get("zIndex").asInt(),
                steps * samples * bits,
                golden.get("zLow").asDouble(),
                golden.get("zHigh").asDouble());
        // The golden arrays are [time, batch, bits].
        float[] ours = new float[logits.length];
        float[] expected = new float[logits.length];
        MaskedSigmoidCrossEntropy loss = new MaskedSigmoidCrossEntropy(bits);
        float[] targets = new float[samples * loss.targetLength(steps * bits)];
        for (int sample = 0; sample < samples; sample++) {
            for (int step = 0; step < steps; step++) {
                int row = sample * steps + step;
                for (int bit = 0; bit < bits; bit++) {
                    ours[row * bits + bit] = logits[(step * samples + sample) * bits + bit];
                    expected[row * bits + bit] = (float)
                            at(golden.get("gradient"), step, sample).get(bit).asDouble();
                    targets[row * (bits + 1) + bit] = (float)
                            at(golden.get("target"), step, sample).get(bit).asDouble();
                }
                targets[row * (bits + 1) + bits] =
                        (float) at(golden.get("mask"), step, sample).asDouble();
            }
        }

        float[] gradient = new float[ours.length];
        double mean = loss.lossAndGradient(ours, targets, samples, gradient) / samples;

        assertEquals(golden.get("value").asDouble(), mean, 1e-12 * mean);
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] /= samples;
        }
        assertArrayEquals(expected, gradient, 1e-7f);
    }

    @Test
    void maskedSigmoidCrossEntropyIsStableForHugeLogits() {
        float[] gradient = new float[2];
        double loss = new MaskedSigmoidCrossEntropy(1)
                .lossAndGradient(new float[] {1000, -1000}, new float[] {0, 1, 1, 1}, 1, gradient);
        assertEquals(2000, loss, 0);
        assertArrayEquals(new float[] {1, -1}, gradient, 0);
    }

    private static JsonNode at(JsonNode array, int step, int sample) {
        return array.get(step).get(sample);
    }
}
