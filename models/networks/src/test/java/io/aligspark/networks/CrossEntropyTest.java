package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class CrossEntropyTest {
    private static final float[] LOGITS = {2.2f, -1, 0.5f, 3, 1.5f, 0, -0.5f};

    @Test
    void agreesWithWorkedNumbers() {
        double[] expected = {0.6167218712, 2.1167218712, 4.1167218712};
        int[] labels = {3, 4, 6};
        for (int i = 0; i < labels.length; i++) {
            double loss = new CrossEntropy().lossAndGradient(LOGITS, new int[] {labels[i]}, new float[7]);
            assertEquals(expected[i], loss, 1e-6);
        }
    }

    @Test
    void isStableForLargeLogits() {
        float[] gradient = new float[7];
        double loss =
                new CrossEntropy().lossAndGradient(new float[] {1000, 0, -1000, 500, 1, 2, 3}, new int[] {1}, gradient);
        assertEquals(1000, loss, 0);
        assertEquals(-1, gradient[1], 0);
        assertEquals(1, gradient[0], 0);
    }

    @Test
    void agreesWithPyTorch() {
        JsonNode golden = Golden.read("losses").json();
        float[] logits = new float[60];
        for (int i = 0; i < 60; i++) {
            logits[i] =
                    (float) golden.get("logitsExact").get(i / 12).get(i % 12).asDouble();
        }
        int[] labels = Golden.ints(golden.get("labels")).stream()
                .mapToInt(Integer::intValue)
                .toArray();
        JsonNode expected = golden.get("losses").get(0);
        assertEquals("cross-entropy", expected.get("loss").asText());
        float[] gradient = new float[60];
        double mean = new CrossEntropy().lossAndGradient(logits, labels, gradient) / 5;
        assertEquals(expected.get("mean").asDouble(), mean, 1e-7);
        for (int i = 0; i < 60; i++) {
            double expectedElement =
                    expected.get("gradientOfMean").get(i / 12).get(i % 12).asDouble();
            assertEquals(expectedElement, gradient[i] / 5.0, 1e-7);
        }
    }
}
