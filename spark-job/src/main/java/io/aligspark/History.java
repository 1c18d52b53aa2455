package io.aligspark;

import io.aligspark.job.session.EpochMetrics;
import io.aligspark.job.session.Events;
import java.util.ArrayList;
import java.util.List;

/** The epochs of a run; after a restart, those that count. Driver. */
final class History implements Events {
    private final List<EpochResult> epochs = new ArrayList<>();

    static EpochResult result(EpochMetrics metrics) {
        return new EpochResult(
                metrics.epoch(),
                metrics.loss(),
                metrics.stepSizeMean(),
                metrics.clippedShare(),
                metrics.validationLoss(),
                metrics.validationAccuracy(),
                metrics.samplesPerSecond(),
                metrics.seconds());
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        epochs.removeIf(before -> before.epoch() >= metrics.epoch());
        epochs.add(result(metrics));
    }

    List<EpochResult> epochs() {
        return List.copyOf(epochs);
    }
}
