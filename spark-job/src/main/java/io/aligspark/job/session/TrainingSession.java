package io.aligspark.job.session;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.exchange.ExchangeException;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Layout;
import io.aligspark.optimizer.ClippedGradient;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.PrescribedRate;
import io.aligspark.optimizer.Sls;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A whole run: state, data, loop, evaluation, model. Knows no files, screens or commands: what it keeps is a {@link RunStore}'s
 * matter, what it tells that of {@link Events}, and Spark is its caller's. Driver.
 */
public final class TrainingSession {
    private final Settings given;
    private final RunConfig config;
    private final RunStore store;
    private final Events events;
    private final TrainingState first;
    private volatile boolean cancelled;

    /**
     * Checks all that can be checked without Spark.
     *
     * @throws IllegalArgumentException if settings, given weights or checkpoints are not usable; nothing is written then
     */
    public TrainingSession(Settings settings, RunStore store, Events told) {
        this.given = settings;
        this.config = RunConfig.of(settings);
        this.store = store;
        this.events = Events.all(List.of(store.events(), told, new Canceller()));
        store.open(config, told::warning);
        Optional<TrainingState> saved = store.resumes() ? store.newest() : Optional.empty();
        this.first = saved.orElseGet(() -> InitialState.of(config, told));
    }

    /**
     * What came out.
     *
     * @param settings with the maximal learning rate that was found, if one was to be
     * @param config as it is read from them
     * @param state the last, or that of the best epoch
     * @param test on the test set, if there is one
     * @param sha256 of the model's elements
     */
    public record Result(
            Settings settings, RunConfig config, TrainingState state, Optional<Evaluation> test, String sha256) {}

    /** What is trained. */
    public RunConfig config() {
        return config;
    }

    /** Training ends after the step that it is at, by a {@link CancellationException}. Any thread. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * Trains to the configured number of epochs, from the newest state of the store when resuming.
     *
     * @param alone whether no other run shares the task slots
     * @throws IllegalArgumentException if the samples are not usable; nothing is written then
     */
    public Result train(Cluster cluster, Samples samples, boolean alone) {
        RunNotes notes = new RunNotes(cluster, events);
        events.note("reading the data");
        Optional<SampleSet> testSet = samples.test();
        try (TestData test = testSet.map(set -> TestData.load(cluster, set)).orElse(null);
                TrainingData loaded = TrainingData.load(cluster, config, samples)) {
            cluster.clock().end(StartClock.DATA);
            TrainingState start = forSamples(first, loaded);
            notes.describe(config, loaded.packed());
            loaded.packed().skipped().report("data.train").forEach(events::note);
            if (test != null) {
                test.packed().skipped().report("data.test").forEach(events::note);
            }
            long steps =
                    (long) config.train().epochs() * loaded.packed().schedule().stepsPerEpoch();
            if (store.resumes()) {
                notes.describeResume(store.hasEnded(), start, steps, loaded.packed());
            }
            Settings settings = MaxLearningRate.isAuto(given)
                    ? new MaxLearningRateProbe(cluster, loaded, events).choose(given, start, steps)
                    : given;
            if (store.resumes()) {
                store.before().ifPresent(notes::warnOfOtherHardware);
            }
            store.start(settings);
            try {
                Attempts attempts = new Attempts(cluster, settings, samples, Optional.ofNullable(test), steps, alone);
                Result result = attempts.run(loaded, start);
                store.finish(withClassNames(settings, loaded.classNames()));
                return result;
            } finally {
                events.ended();
            }
        }
    }

    /** So that a model knows its classes wherever it is taken: folders of other data may be fewer. */
    private static Settings withClassNames(Settings settings, List<String> names) {
        boolean named = names.size() == settings.integer("data.classes")
                && settings.texts("data.label-values").isEmpty();
        return named ? settings.with(Map.of("data.label-values", names), "the training set") : settings;
    }

    /** Ends training between steps. */
    private final class Canceller implements Events {
        @Override
        public void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {
            if (cancelled) {
                throw new CancellationException("training was cancelled after step " + metrics.step());
            }
        }
    }

    private TrainingState forSamples(TrainingState state, TrainingData data) {
        return state.forSamples(
                config.optimizer().sampleMemoryNames(), data.packed().schedule().samples());
    }

    /** Trains and tests; where an attempt loses a task, goes on from the newest state with the slots that are left. */
    private final class Attempts {
        private final Cluster cluster;
        private final Settings settings;
        private final RunConfig config;
        private final Samples samples;
        private final Optional<TestData> test;
        private final long steps;
        private final boolean alone;

        Attempts(
                Cluster cluster,
                Settings settings,
                Samples samples,
                Optional<TestData> test,
                long steps,
                boolean alone) {
            this.cluster = cluster;
            this.settings = settings;
            this.config = RunConfig.of(settings);
            this.samples = samples;
            this.test = test;
            this.steps = steps;
            this.alone = alone;
        }

        Result run(TrainingData firstData, TrainingState firstStart) {
            TrainingData data = firstData;
            TrainingState start = firstStart;
            try {
                long lastRestart = -1;
                for (int restart = 1; ; restart++) {
                    try {
                        return attempt(data, start);
                    } catch (ExchangeException e) {
                        // A state saved since the last restart: the run gets on, so they are counted anew.
                        long saved = store.newestStep();
                        restart = saved > lastRestart ? 1 : restart;
                        lastRestart = saved;
                        if (restart > config.exchange().maxRestarts()
                                || DataException.in(e).isPresent()
                                || cluster.context().sc().isStopped()) {
                            throw e;
                        }
                        events.warning(e.getMessage());
                        data = data.forSlots(Math.min(cluster.slots(), e.slots()), config, samples);
                        start = forSamples(store.newest().orElseGet(() -> InitialState.of(config, events)), data);
                        events.note(String.format(
                                Locale.ROOT,
                                "going on after epoch %d with %d tasks (restart %d of %d)",
                                start.step() / data.packed().schedule().stepsPerEpoch(),
                                data.packed().shards().tasks(),
                                restart,
                                config.exchange().maxRestarts()));
                    }
                }
            } finally {
                data.close();
            }
        }

        private Result attempt(TrainingData data, TrainingState start) {
            Reductions reduction =
                    Reductions.choose(config, data, cluster.context().getConf(), alone);
            events.note(reduction.description());
            events.attemptStarted(new Events.Attempt(
                    cluster.metrics(), start.step(), steps, config.loss().onClasses()));
            try {
                events.skipped("data.train", data.packed().skipped());
                test.ifPresent(read -> events.skipped("data.test", read.packed().skipped()));
                TrainingState last = train(data, start, reduction);
                Layout parameters = config.network().parameters();
                Layout buffers = config.network().buffers();
                store.saveModel(new ModelFile(last.parameters(), last.buffers()));
                String sha256 = ModelFile.sha256(parameters, buffers, last.parameters(), last.buffers());
                events.trained(last.step(), sha256);
                Optional<Evaluation> tested = test.map(read -> evaluate(data, read, last));
                tested.ifPresent(evaluation -> events.tested(last.step(), evaluation));
                return new Result(settings, config, last, tested, sha256);
            } finally {
                events.attemptEnded();
            }
        }

        private TrainingState train(TrainingData data, TrainingState start, Reductions reduction) {
            EarlyStopping stopping = new EarlyStopping(config.train().patience(), store);
            stopping.goOn(start, data.packed().schedule().stepsPerEpoch(), state -> validate(data, state));
            try (Vectors vectors = reduction.vectors(cluster, config, data, start)) {
                Monitor monitor = new Monitor(
                        data.packed().schedule(),
                        events,
                        cluster.clock(),
                        new StalledLoss(
                                keyOfStepSize(config.optimizer()),
                                config.weights().isEmpty() ? events::warning : message -> {}),
                        state -> data.packed().validationSamples() == 0
                                ? Optional.empty()
                                : Optional.of(validate(data, state)),
                        (state, epoch) -> {
                            saveIfDue(state, epoch, stopping.isBest(epoch.validationLoss()));
                            return stopping.goesOn(state, epoch.validationLoss());
                        });
                TrainingLoop loop = new TrainingLoop(data.packed().schedule(), vectors, config.optimizer(), monitor);
                return stopping.best(loop.run(steps));
            } catch (TrainingFault | ArithmeticException e) {
                events.fault(e.getMessage());
                throw e;
            }
        }

        private Evaluation validate(TrainingData data, TrainingState state) {
            return Evaluation.of(
                    cluster.context(),
                    data.packed().validation(),
                    data.computation(),
                    config.train().topK(),
                    state.parameters(),
                    state.buffers());
        }

        private Evaluation evaluate(TrainingData data, TestData read, TrainingState state) {
            return Evaluation.of(
                    cluster.context(),
                    read.packed().blocks(),
                    data.computation().withDecoder(read.decoder()),
                    config.train().topK(),
                    state.parameters(),
                    state.buffers());
        }

        private void saveIfDue(TrainingState state, EpochMetrics epoch, boolean best) {
            if (epoch.epoch() % config.checkpoint().everyEpochs() == 0 || state.step() == steps || best) {
                try {
                    store.save(state);
                } catch (IllegalArgumentException e) {
                    events.warning("no checkpoint after epoch " + epoch.epoch() + ": " + e.getMessage()
                            + "; training goes on");
                }
            }
        }
    }

    private static String keyOfStepSize(Optimizer optimizer) {
        if (optimizer instanceof Sls) {
            return "optimizer.line-search.initial-step-size";
        }
        boolean prescribed = optimizer instanceof PrescribedRate || optimizer instanceof ClippedGradient;
        return prescribed ? "optimizer.learning-rate" : MaxLearningRate.KEY;
    }
}
