package io.aligspark.optimizer;

import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Schedules at once: their factors are multiplied.
 *
 * @param schedules no two with the same names in their memory; an immutable copy is kept
 */
public record ScheduleProduct(List<Schedule> schedules) implements Schedule {

    /** Copies the list. */
    public ScheduleProduct {
        schedules = List.copyOf(schedules);
    }

    @Override
    public List<String> memoryNames() {
        return schedules.stream()
                .flatMap(schedule -> schedule.memoryNames().stream())
                .toList();
    }

    @Override
    public double factor(int epoch, double[] memory) {
        double[] product = {1};
        forEach(memory, (schedule, own) -> product[0] *= schedule.factor(epoch, own));
        return product[0];
    }

    @Override
    public void endEpoch(EpochEnd end, double[] memory) {
        forEach(memory, (schedule, own) -> schedule.endEpoch(end, own));
    }

    /** Each schedule with its part of the memory, which is written back. */
    private void forEach(double[] memory, BiConsumer<Schedule, double[]> action) {
        int from = 0;
        for (Schedule schedule : schedules) {
            double[] own = Arrays.copyOfRange(
                    memory, from, from + schedule.memoryNames().size());
            action.accept(schedule, own);
            System.arraycopy(own, 0, memory, from, own.length);
            from += own.length;
        }
    }
}
