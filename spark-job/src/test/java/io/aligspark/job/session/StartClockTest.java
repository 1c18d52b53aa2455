package io.aligspark.job.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StartClockTest {
    @Test
    void partsAddUpToTheFirstStepOfTheFirstRun() {
        StartClock clock = new StartClock();
        clock.end(StartClock.SUBMIT);
        clock.end(StartClock.DATA);
        clock.end(StartClock.DATA);
        Map<String, Double> parts = clock.firstStep().orElseThrow();
        double sinceStart = (System.currentTimeMillis() - StartClock.jvmStart()) / 1e3;
        assertEquals(List.of(StartClock.SUBMIT, StartClock.DATA, StartClock.FIRST_STEP), List.copyOf(parts.keySet()));
        double sum = parts.values().stream().mapToDouble(Double::doubleValue).sum();
        assertTrue(sum <= sinceStart + 1e-9, sum + " > " + sinceStart);

        clock.end(StartClock.ENGINE);
        assertEquals(Optional.empty(), clock.firstStep(), "a later run in the same process");
        assertEquals(3, parts.size());
    }
}
