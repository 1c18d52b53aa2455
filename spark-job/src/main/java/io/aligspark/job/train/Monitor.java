package io.aligspark.job.train;

import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Watches a run: records metrics, shows progress, validates after each epoch and hands the state on to be saved.
 * Driver.
 */
final class Monitor implements TrainingLoop.Listener {
    private static final double NANOS = 1e-9;

    private final BatchSchedule schedule;
    private final MetricsLog metrics;
    private final StartClock clock;
    private final Progress progress;
    private final StalledLoss stalled;
    private final Function<TrainingState, Optional<Evaluation>> validation;
    private final Consumer<TrainingState> save;
    private long stepStart = System.nanoTime();
    private long epochStart = stepStart;
    private double lossSum;
    private double stepSizeSum;
    private long samples;
    private int steps;
    private int clippedSteps;

    Monitor(
            BatchSchedule schedule,
            MetricsLog metrics,
            StartClock clock,
            Progress progress,
            StalledLoss stalled,
            Function<TrainingState, Optional<Evaluation>> validation,
            Consumer<TrainingState> save) {
        this.schedule = schedule;
        this.metrics = metrics;
        this.clock = clock;
        this.progress = progress;
        this.stalled = stalled;
        this.validation = validation;
        this.save = save;
    }

    @Override
    public void stepTaken(long step, BatchLoss batch, Decision decision) {
        long now = System.nanoTime();
        metrics.step(new StepMetrics(
                step,
                schedule.epoch(step),
                batch.lossMean(),
                decision.stepSize(),
                decision.unclippedStepSize(),
                decision.clipped(),
                NANOS * (now - stepStart)));
        stepStart = now;
        clock.firstStep().ifPresent(metrics::startUp);
        stalled.step(step, batch.lossMean());
        lossSum += batch.lossMean() * batch.samples();
        samples += batch.samples();
        steps++;
        stepSizeSum += decision.stepSize();
        clippedSteps += decision.clipped() ? 1 : 0;
        progress.step(
                schedule.epoch(step),
                step,
                lossSum / samples,
                decision.stepSize(),
                samples / (NANOS * (now - epochStart)));
    }

    @Override
    public EpochEnd epochEnded(TrainingState state) {
        double trainingSeconds = NANOS * (System.nanoTime() - epochStart);
        Optional<Evaluation> evaluation = validation.apply(state);
        double seconds = NANOS * (System.nanoTime() - epochStart);
        EpochMetrics epoch = new EpochMetrics(
                schedule.epoch(state.step()),
                state.step(),
                lossSum / samples,
                stepSizeSum / steps,
                (double) clippedSteps / steps,
                evaluation.map(Evaluation::lossMean).orElse(Double.NaN),
                evaluation.map(Evaluation::accuracy).orElse(Double.NaN),
                evaluation.map(Evaluation::topKAccuracy).orElse(Double.NaN),
                samples / trainingSeconds,
                seconds);
        metrics.epoch(epoch);
        progress.epoch(epoch);
        stalled.epoch(epoch.epoch(), epoch.loss());
        lossSum = 0;
        stepSizeSum = 0;
        samples = 0;
        steps = 0;
        clippedSteps = 0;
        return new EpochEnd(epoch.epoch(), epoch.loss(), epoch.validationAccuracy());
    }

    @Override
    public void epochClosed(TrainingState state) {
        save.accept(state);
        epochStart = System.nanoTime();
        stepStart = epochStart;
    }
}
