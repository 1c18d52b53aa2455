package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requireFiniteAt;

import java.util.Locale;

/** What decisions have in common: numbers that must be finite, and a ratio. */
final class StepSizes {
    private StepSizes() {}

    /**
     * The mean loss of the batch.
     *
     * @throws ArithmeticException if it is not finite
     */
    static double loss(Observation observation) {
        requireFiniteAt(observation.step(), "loss", observation.lossMean());
        return observation.lossMean();
    }

    /**
     * A scalar.
     *
     * @throws ArithmeticException if it is not finite
     */
    static double scalar(Observation observation, Scalar scalar) {
        double value = observation.scalars().get(scalar);
        String text = scalar.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        requireFiniteAt(observation.step(), text, value);
        return value;
    }

    /** numerator / denominator, at least 0; 0 where the denominator is 0, since nothing could move then. */
    static double ratio(double numerator, double denominator) {
        return denominator == 0 ? 0 : Math.max(0, numerator / denominator);
    }
}
