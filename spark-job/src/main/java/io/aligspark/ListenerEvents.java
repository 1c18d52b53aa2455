package io.aligspark;

import io.aligspark.job.session.EpochMetrics;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.StepMetrics;

/** Hands the events of a run on to a caller's listener. Driver. */
final class ListenerEvents implements Events {
    private final TrainingListener listener;
    private long steps;

    ListenerEvents(TrainingListener listener) {
        this.listener = listener;
    }

    @Override
    public void attemptStarted(Attempt attempt) {
        steps = attempt.lastStep();
    }

    @Override
    public void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {
        listener.step(metrics.step(), steps, lossMean);
    }

    @Override
    public void epoch(EpochMetrics metrics) {
        listener.epoch(History.result(metrics));
    }

    @Override
    public void note(String line) {
        listener.note(line);
    }

    @Override
    public void warning(String line) {
        listener.warning(line);
    }
}
