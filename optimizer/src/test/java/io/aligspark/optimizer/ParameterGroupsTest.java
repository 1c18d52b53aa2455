package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.optimizer.ParameterGroup.Range;
import java.util.List;
import org.junit.jupiter.api.Test;

class ParameterGroupsTest {
    private static final ParameterGroup FIRST = new ParameterGroup(List.of(new Range(0, 2), new Range(5, 6)), 0.1, 0);
    private static final ParameterGroup SECOND = new ParameterGroup(List.of(new Range(2, 5)), 0.3, 0);

    @Test
    void meanStepCountsTheDefaultGroupWhereItHasParameters() {
        Alig alig = alig(FIRST, SECOND).forParameters(7);
        Decision decision = alig.decide(Observed.at(1, 1, Scalars.of(1)));
        assertArrayEquals(new double[] {0.8, 0.1, 0.3}, decision.groupStepSizes());
        assertEquals(1.2 / 3, decision.stepSize(), 1e-15);
    }

    @Test
    void meanStepLeavesOutAnEmptyDefaultGroup() {
        Alig alig = alig(FIRST, SECOND).forParameters(6);
        assertEquals(0.1, alig.maxLearningRate());
        Decision decision = alig.decide(Observed.at(1, 1, Scalars.of(1)));
        assertArrayEquals(new double[] {0.1, 0.3}, decision.groupStepSizes());
        assertEquals(0.2, decision.stepSize(), 1e-15);
    }

    @Test
    void droppingAnEmptyDefaultGroupMovesEveryParameterAlike() {
        Alig alig = alig(FIRST, SECOND);
        float[] listed = new float[6];
        float[] dropped = new float[6];
        float[] gradient = {1, 2, 3, 4, 5, 6};
        for (Object[] example : new Object[][] {{alig, listed}, {alig.forParameters(6), dropped}}) {
            Alig rule = (Alig) example[0];
            rule.apply(
                    rule.decide(Observed.at(1, 1, Scalars.of(1))),
                    Slice.whole((float[]) example[1], gradient, List.of()));
        }
        assertArrayEquals(listed, dropped);
    }

    @Test
    void ruleWithoutGroupsStaysAsItIs() {
        Alig alig = alig();
        assertSame(alig, alig.forParameters(0));
    }

    @Test
    void reportsClippingOfAnyGroup() {
        assertEquals(
                false, alig(FIRST).decide(Observed.at(1, 0.05, Scalars.of(1))).clipped());
        assertEquals(
                true, alig(FIRST).decide(Observed.at(1, 0.5, Scalars.of(1))).clipped());
    }

    @Test
    void momentumOfAnyGroupNeedsVelocity() {
        assertEquals(List.of(), alig(FIRST).stateNames());
        ParameterGroup moving = new ParameterGroup(List.of(new Range(0, 1)), 1, 0.5);
        assertEquals(List.of("velocity"), alig(moving).stateNames());
    }

    @Test
    void refusesRangesThatMakeNoSense() {
        assertMessage("a parameter range must have 0 <= from < to, but was [3, 3)", () -> new Range(3, 3));
        assertMessage("a parameter range must have 0 <= from < to, but was [-1, 3)", () -> new Range(-1, 3));
        assertMessage(
                "a parameter group must have >= 1 range, but had none", () -> new ParameterGroup(List.of(), 1, 0));
        ParameterGroup overlapping = new ParameterGroup(List.of(new Range(4, 9)), 1, 0);
        assertMessage("parameter ranges must not overlap, but [2, 5) and [4, 9) do", () -> alig(SECOND, overlapping));
        assertMessage(
                "parameter ranges must end at <= 4, but [2, 5) does not",
                () -> alig(SECOND).forParameters(4));
    }

    private static Alig alig(ParameterGroup... groups) {
        return new Alig(0.8, 0, MomentumKind.STANDARD, 0, 0, List.of(groups));
    }

    private static void assertMessage(String expected, Runnable action) {
        Exception exception = assertThrows(IllegalArgumentException.class, action::run);
        assertEquals(expected, exception.getMessage());
    }
}
