package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.optimizer.Schedule.EpochDecay;
import io.aligspark.optimizer.Schedule.Piecewise;
import io.aligspark.optimizer.Schedule.Piecewise.Milestone;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Learning rates over epochs. */
class ScheduleTest {

    @Test
    void piecewiseChangesAfterEachMilestone() {
        LearningRate rate =
                new LearningRate(0.1, new Piecewise(List.of(new Milestone(60, 0.2), new Milestone(120, 0.04))));
        assertEquals(0.1, rate.at(new Position(1, 60, 10), new double[0]));
        assertEquals(0.1 * 0.2, rate.at(new Position(601, 61, 10), new double[0]));
        assertEquals(0.1 * 0.2, rate.at(new Position(1200, 120, 10), new double[0]));
        assertEquals(0.1 * 0.04, rate.at(new Position(9999, 1000, 10), new double[0]));
    }

    @Test
    void milestonesMustAscend() {
        Exception exception = assertThrows(
                IllegalArgumentException.class,
                () -> new Piecewise(List.of(new Milestone(5, 0.1), new Milestone(5, 0.01))));
        assertEquals(
                "optimizer.schedule.milestones must have ascending epochs >= 0, but has 5 after 5",
                exception.getMessage());
    }

    @Test
    void stepsMultiplyAgainAndAgain() {
        Piecewise steps = Piecewise.steps(List.of(60, 120, 160), 0.2);
        assertEquals(1, steps.factor(60, new double[0]));
        assertEquals(0.2, steps.factor(61, new double[0]));
        assertEquals(0.04, steps.factor(121, new double[0]), 1e-15);
        assertEquals(0.008, steps.factor(200, new double[0]), 1e-15);
    }

    @Test
    void epochDecayLeavesTheFirstEpochAlone() {
        EpochDecay decay = new EpochDecay(0.99);
        assertEquals(1, decay.factor(1, new double[0]));
        assertEquals(0.99, decay.factor(2, new double[0]));
        assertEquals(0.99 * 0.99 * 0.99, decay.factor(4, new double[0]), 1e-15);
    }

    @Test
    void aPlateauIsAnEpochThatDoesNotBeatTheBest() {
        Plateau plateau = new Plateau(0.2);
        double[] memory = new double[plateau.memoryNames().size()];
        double[] accuracies = {0, 0.5, 0.5, 0.6, 0.55, 0.58, 0.61};
        double[] factors = {1, 1, 0.2, 0.2, 0.04, 0.008, 0.008};
        for (int epoch = 1; epoch <= accuracies.length; epoch++) {
            plateau.endEpoch(new EpochEnd(epoch, 1, accuracies[epoch - 1]), memory);
            assertEquals(factors[epoch - 1], plateau.factor(epoch + 1, memory), 1e-15);
        }
        Exception exception = assertThrows(
                IllegalStateException.class, () -> plateau.endEpoch(new EpochEnd(8, 1, Double.NaN), memory));
        assertEquals(
                "epoch 8: a plateau schedule must have a validation accuracy, but has NaN", exception.getMessage());
    }

    /** SNLI: 0.99 at the start of each epoch from the second on, a fifth after an epoch that is not the best. */
    @Test
    void schedulesMultiplyAndKeepTheirOwnMemory() {
        Schedule schedule =
                new ScheduleProduct(List.of(new EpochDecay(0.99), new Plateau(0.2), Piecewise.steps(List.of(2), 0.5)));
        Sgd sgd = new Sgd(new LearningRate(0.1, schedule), 0, false, 0);
        assertEquals(List.of("best-validation-accuracy", "plateaus"), sgd.memoryNames());
        double[] memory = new double[2];
        assertEquals(0.1, rate(sgd, 1, memory));
        sgd.endEpoch(new EpochEnd(1, 1, 0.7), memory, List.of());
        assertEquals(0.1 * 0.99, rate(sgd, 2, memory), 1e-15);
        sgd.endEpoch(new EpochEnd(2, 1, 0.6), memory, List.of());
        assertEquals(0.1 * 0.99 * 0.99 * 0.2 * 0.5, rate(sgd, 3, memory), 1e-15);
        assertArrayEquals(new double[] {0.7, 1}, memory);
    }

    /** The wrapper passes everything on. */
    @Test
    void clippedOptimizersFollowTheirSchedule() {
        Optimizer clipped = new ClippedGradient(new Sgd(new LearningRate(1, new Plateau(0.5)), 0, false, 0), 1);
        double[] memory = new double[clipped.memoryNames().size()];
        clipped.endEpoch(new EpochEnd(1, 1, 0.7), memory, List.of());
        clipped.endEpoch(new EpochEnd(2, 1, 0.7), memory, List.of());
        assertEquals(0.5, rate(clipped, 3, memory));
    }

    private static double rate(Optimizer optimizer, int epoch, double[] memory) {
        Position position = new Position(epoch * 10L, epoch, 10);
        return optimizer
                .decide(new Observation(position, 1, Scalars.of(1), memory, stepSize -> 0))
                .stepSize();
    }
}
