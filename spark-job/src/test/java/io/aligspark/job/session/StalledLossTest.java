package io.aligspark.job.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StalledLossTest {
    private final List<String> warnings = new ArrayList<>();
    private final StalledLoss stalled = new StalledLoss("optimizer.learning-rate", warnings::add);

    @Test
    void saysOnceThatALossIsNoLowerAfterAnEpoch() {
        for (int epoch = 1; epoch <= 2; epoch++) {
            stalled.step(2L * epoch - 1, 1);
            stalled.step(2L * epoch, 3);
            stalled.epoch(epoch, 2);
        }
        assertEquals(
                List.of(
                        "the training loss of epoch 1, 2.00000, is no lower than at the first step, 1.00000: try another"
                                + " optimizer.learning-rate, a smaller one first"),
                warnings);
    }

    @Test
    void oneStepIsNoCourse() {
        stalled.step(1, 0.99912);
        stalled.epoch(1, 0.99912);
        assertEquals(List.of(), warnings);
    }

    @Test
    void aLossOfZeroCannotFall() {
        stalled.step(1, 0);
        stalled.step(2, 0);
        stalled.epoch(1, 0);
        assertEquals(List.of(), warnings);
    }
}
