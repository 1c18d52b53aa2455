package io.aligspark.job.session;

import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Watches a run: tells of steps and epochs, validates after each epoch and hands the state on to be saved. Driver. */
final class Monitor implements TrainingLoop.Listener {
    private static final double NANOS = 1e-9;

    private final BatchSchedule schedule;
    private final Events events;
    private final StartClock clock;
    private final StalledLoss stalled;
    private final Function<TrainingState, Optional<Evaluation>> validation;
    private final BiPredicate<TrainingState, EpochMetrics> save;
    private EpochMetrics epoch;
    private long stepStart = System.nanoTime();
    private long epochStart = stepStart;
    private double lossSum;
    private double stepSizeSum;
    private long samples;
    private int steps;
    private int clippedSteps;

    /** @param save is given the state after an epoch, and says whether training goes on */
    Monitor(
            BatchSchedule schedule,
            Events events,
            StartClock clock,
            StalledLoss stalled,
            Function<TrainingState, Optional<Evaluation>> validation,
            BiPredicate<TrainingState, EpochMetrics> save) {
        this.schedule = schedule;
        this.events = events;
        this.clock = clock;
        this.stalled = stalled;
        this.validation = validation;
        this.save = save;
    }

    @Override
    public void stepTaken(long step, BatchLoss batch, Decision decision) {
        long now = System.nanoTime();
        stalled.step(step, batch.lossMean());
        lossSum += batch.lossMean() * batch.samples();
        samples += batch.samples();
        steps++;
        stepSizeSum += decision.stepSize();
        clippedSteps += decision.clipped() ? 1 : 0;
        StepMetrics metrics = new StepMetrics(
                step,
                schedule.epoch(step),
                batch.lossMean(),
                decision.stepSize(),
                decision.unclippedStepSize(),
                decision.clipped(),
                NANOS * (now - stepStart));
        stepStart = now;
        events.step(metrics, lossSum / samples, samples / (NANOS * (now - epochStart)));
        clock.firstStep().ifPresent(events::startedUp);
    }

    @Override
    public EpochEnd epochEnded(TrainingState state) {
        double trainingSeconds = NANOS * (System.nanoTime() - epochStart);
        Optional<Evaluation> evaluation = validation.apply(state);
        double seconds = NANOS * (System.nanoTime() - epochStart);
        epoch = new EpochMetrics(
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
        events.epoch(epoch);
        stalled.epoch(epoch.epoch(), epoch.loss());
        lossSum = 0;
        stepSizeSum = 0;
        samples = 0;
        steps = 0;
        clippedSteps = 0;
        return new EpochEnd(epoch.epoch(), epoch.loss(), epoch.validationAccuracy());
    }

    @Override
    public boolean epochClosed(TrainingState state) {
        boolean goesOn = save.test(state, epoch);
        events.epochClosed();
        epochStart = System.nanoTime();
        stepStart = epochStart;
        return goesOn;
    }
}
