package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every loss tells what each sample adds to its sum. */
class SampleLossesTest {
    private static final int SAMPLES = 4;
    private static final int OUTPUTS = 6;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cross-entropy",
                "hinge",
                "smoothed-hinge",
                "top-k-entropy",
                "squared",
                "absolute",
                "sigmoid-cross-entropy"
            })
    void theLossOfASampleIsThatOfABatchOfItsOwn(String name) {
        Loss loss = Losses.of(name, 2, TopKEntropy.Form.DEFINITION, name.startsWith("sigmoid") ? 2 : OUTPUTS);
        int length = loss.targetLength(OUTPUTS);
        float[] outputs = Golden.generate(21, 0, SAMPLES * OUTPUTS, -2, 2);
        float[] targets = Golden.generate(21, 1, SAMPLES * length, 0, loss.onClasses() ? OUTPUTS : 1);
        for (int i = 0; loss.onClasses() && i < targets.length; i++) {
            targets[i] = (int) targets[i];
        }
        double[] sampleLosses = {9, 9, 9, 9};
        double sum = loss.lossAndGradient(outputs, targets, SAMPLES, new float[outputs.length], sampleLosses);
        assertEquals(sum, Arrays.stream(sampleLosses).sum(), 1e-14 * sum);
        for (int i = 0; i < SAMPLES; i++) {
            float[] own = Arrays.copyOfRange(outputs, i * OUTPUTS, (i + 1) * OUTPUTS);
            float[] ownTarget = Arrays.copyOfRange(targets, i * length, (i + 1) * length);
            assertEquals(loss.lossAndGradient(own, ownTarget, 1, new float[OUTPUTS]), sampleLosses[i], 0);
        }
    }
}
