package io.aligspark.job.session;

import io.aligspark.job.config.MaxLearningRate;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Says, once, when the training loss is no lower after an epoch than at the first step: the sign of a learning rate that is
 * far off. A run that starts from given weights may be at its lowest already, so it is not told. Driver.
 */
final class StalledLoss {
    private final String key;
    private final Consumer<String> warn;
    private double first = Double.NaN;
    private int steps;
    private boolean told;

    /**
     * Watches a run.
     *
     * @param key of the learning rate
     * @param warn told at most once
     */
    StalledLoss(String key, Consumer<String> warn) {
        this.key = key;
        this.warn = warn;
    }

    /** The mean loss of a batch. */
    void step(long step, double lossMean) {
        if (step == 1) {
            first = lossMean;
        }
        steps++;
    }

    /** The mean loss of an epoch. */
    void epoch(int epoch, double lossMean) {
        // One step is no course, and a loss of zero cannot fall.
        boolean stalled = steps > 1 && lossMean >= first && first > 0;
        steps = 0;
        if (stalled && !told) {
            told = true;
            warn.accept(String.format(
                    Locale.ROOT,
                    "the training loss of epoch %d, %.5f, is no lower than at the first step, %.5f: try another %s, a"
                            + " smaller one first%s",
                    epoch,
                    lossMean,
                    first,
                    key,
                    key.equals(MaxLearningRate.KEY) ? ", or auto" : ""));
        }
    }
}
