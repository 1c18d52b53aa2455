package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFactor;
import static io.aligspark.optimizer.Requirements.requirePositive;

import java.io.Serializable;

/**
 * A learning rate over time.
 *
 * @param initial η₀ > 0
 * @param schedule multiplies it
 */
public record LearningRate(double initial, Schedule schedule) implements Serializable {

    /**
     * Checks the rate.
     *
     * @throws IllegalArgumentException if it is not a positive number in the range of float
     */
    public LearningRate {
        requirePositive("optimizer.learning-rate", initial);
        requireFactor("optimizer.learning-rate", initial);
    }

    /** Without a schedule. */
    public static LearningRate constant(double rate) {
        return new LearningRate(rate, new Schedule.Constant());
    }

    /**
     * η of a step.
     *
     * @param memory of the schedule
     */
    public double at(Position position, double[] memory) {
        return initial * schedule.factor(position.epoch(), memory);
    }
}
