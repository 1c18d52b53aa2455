package io.aligspark.job.report;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Mean and deviation of a figure over the seeds of a setting.
 *
 * @param mean NaN if a value is missing
 * @param deviation of the sample, {@code sqrt(sum (x - mean)^2 / (n - 1))}; NaN below two values
 */
record Statistic(double mean, double deviation) {

    static Statistic of(List<ComparedRun> runs, ToDoubleFunction<RunHistory> figure) {
        return of(runs.stream()
                .mapToDouble(run -> figure.applyAsDouble(run.history()))
                .toArray());
    }

    static Statistic of(double... values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        double mean = sum / values.length;
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return new Statistic(mean, values.length < 2 ? Double.NaN : Math.sqrt(squares / (values.length - 1)));
    }
}
