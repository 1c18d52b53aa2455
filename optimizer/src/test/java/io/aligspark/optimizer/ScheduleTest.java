package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
}
