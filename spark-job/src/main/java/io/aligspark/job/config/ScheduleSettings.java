package io.aligspark.job.config;

import io.aligspark.optimizer.Plateau;
import io.aligspark.optimizer.Schedule;
import io.aligspark.optimizer.Schedule.EpochDecay;
import io.aligspark.optimizer.Schedule.Piecewise;
import io.aligspark.optimizer.ScheduleProduct;
import java.util.ArrayList;
import java.util.List;

/** Reads the schedule of the learning rate: the product of its parts. */
final class ScheduleSettings {
    private static final String MILESTONES = "optimizer.schedule.milestones";
    private static final String PLATEAU_FACTOR = "optimizer.schedule.plateau-factor";

    private ScheduleSettings() {}

    static Schedule read(Settings settings) {
        List<Schedule> parts = new ArrayList<>();
        List<Integer> milestones = settings.integers(MILESTONES);
        if (!milestones.isEmpty()) {
            parts.add(Piecewise.steps(milestones, settings.number("optimizer.schedule.milestone-factor")));
        }
        double epochDecay = settings.number("optimizer.schedule.epoch-decay");
        if (epochDecay != 1) {
            parts.add(new EpochDecay(epochDecay));
        }
        double plateauFactor = settings.number(PLATEAU_FACTOR);
        if (plateauFactor != 1) {
            parts.add(new Plateau(plateauFactor));
            requireValidationAccuracy(settings);
        }
        return switch (parts.size()) {
            case 0 -> new Schedule.Constant();
            case 1 -> parts.get(0);
            default -> new ScheduleProduct(parts);
        };
    }

    private static void requireValidationAccuracy(Settings settings) {
        int classes = settings.integer("data.classes");
        if (classes == 0) {
            throw new IllegalArgumentException(PLATEAU_FACTOR + " < 1 watches the validation accuracy and expects"
                    + " data.classes >= 2, but found 0");
        }
        double fraction = settings.number("data.validation-fraction");
        if (fraction == 0) {
            throw new IllegalArgumentException(PLATEAU_FACTOR + " < 1 watches the validation accuracy and expects"
                    + " data.validation-fraction > 0, but found 0.0");
        }
    }
}
