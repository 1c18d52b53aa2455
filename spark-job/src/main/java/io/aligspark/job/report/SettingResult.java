package io.aligspark.job.report;

import io.aligspark.job.config.Candidate;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * A setting of a method, over its seeds.
 *
 * @param method name of the method
 * @param setting what differs within the method
 * @param axis name of the main hyper-parameter; empty if there is none
 * @param value of it
 * @param runs one a seed
 */
record SettingResult(String method, String setting, String axis, String value, List<ComparedRun> runs) {
    /** Copies the list. */
    SettingResult {
        runs = List.copyOf(runs);
    }

    static SettingResult of(List<ComparedRun> runs) {
        Candidate candidate = runs.get(0).candidate();
        return new SettingResult(candidate.method(), candidate.setting(), candidate.axis(), candidate.value(), runs);
    }

    Statistic loss() {
        return Statistic.of(runs, RunHistory::loss);
    }

    Statistic validationLoss() {
        return Statistic.of(runs, RunHistory::validationLoss);
    }

    Statistic validationAccuracy() {
        return Statistic.of(runs, RunHistory::validationAccuracy);
    }

    Statistic testLoss() {
        return Statistic.of(runs, run -> run.test().loss());
    }

    Statistic testAccuracy() {
        return Statistic.of(runs, run -> run.test().accuracy());
    }

    /** A figure per epoch, mean over the runs, as far as all of them came. */
    List<Double> perEpoch(ToDoubleFunction<RunHistory.Epoch> figure) {
        int epochs = runs.stream()
                .mapToInt(run -> run.history().epochs().size())
                .min()
                .orElse(0);
        return IntStream.range(0, epochs)
                .mapToObj(epoch -> Statistic.of(
                                runs, run -> figure.applyAsDouble(run.epochs().get(epoch)))
                        .mean())
                .toList();
    }

    /** Mean over the runs. */
    double seconds() {
        return Statistic.of(runs, RunHistory::seconds).mean();
    }

    /** Runs that broke. */
    long diverged() {
        return runs.stream().filter(run -> run.history().diverged()).count();
    }

    /**
     * Small is good: broken runs, then what was held out (the accuracy, or the loss where there are no classes), which the
     * test set must not decide, then the training loss.
     */
    double[] rank() {
        double accuracy = validationAccuracy().mean();
        double heldOut = Double.isNaN(accuracy) ? validationLoss().mean() : -accuracy;
        return new double[] {diverged(), orWorst(heldOut), orWorst(loss().mean())};
    }

    private static double orWorst(double value) {
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
    }
}
