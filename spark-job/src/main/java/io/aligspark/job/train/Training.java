package io.aligspark.job.train;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.exchange.ExchangeException;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.report.RunReport;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.storage.Checkpoints;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Layout;
import io.aligspark.optimizer.ClippedGradient;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.PrescribedRate;
import io.aligspark.optimizer.Sls;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;

/** A whole run: data, state, loop, evaluation, model. A little above 300 lines, because it reads from top to bottom. Driver. */
public final class Training {
    private final Cluster cluster;
    private final PrintStream out;
    private final RunNotes notes;

    /** Runs on that cluster; tells people on {@code out}. */
    public Training(Cluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
        this.notes = new RunNotes(cluster, out);
    }

    /**
     * What came out.
     *
     * @param state the last
     * @param test on the test set, if there is one
     * @param sha256 of the model's elements
     */
    public record Result(TrainingState state, Optional<Evaluation> test, String sha256) {}

    /**
     * Trains to the configured number of epochs, from the newest checkpoint when resuming.
     *
     * @throws IllegalArgumentException if settings, data or checkpoints are not usable; nothing is written then
     */
    public Result run(Settings given, RunFolder folder, boolean resume, boolean terminal) {
        return run(given, folder, resume, true, () -> new RunProgress(out, terminal));
    }

    /**
     * The same; several runs on one cluster may go on at a time, each in a thread of its own.
     *
     * @param alone whether there are no others
     * @param progress one for each attempt
     */
    public Result run(Settings given, RunFolder folder, boolean resume, boolean alone, Supplier<Progress> progress) {
        RunConfig config = RunConfig.of(given);
        Layout parameters = config.network().parameters();
        Layout buffers = config.network().buffers();
        Checkpoints checkpoints = new Checkpoints(
                folder.checkpoints(),
                parameters,
                buffers,
                config.optimizer().stateNames(),
                config.optimizer().memoryNames(),
                config.optimizer().sampleMemoryNames());
        Optional<TrainingState> saved = resume ? checkpoints.newest(notes::warn) : Optional.empty();
        TrainingState first = saved.orElseGet(() -> initialState(config, out));

        DriverPlace.of(new SparkConf()).requireLasting(given.text("output.dir"), folder.files());
        cluster.start(config);
        out.println("reading the data");
        DataSource testSource = config.data().test();
        try (TestData test = testSource == null ? null : TestData.load(cluster, config.data(), testSource);
                TrainingData loaded = TrainingData.load(cluster, config)) {
            cluster.clock().end(StartClock.DATA);
            TrainingState start = forSamples(first, config, loaded);
            notes.describe(config, loaded.packed());
            loaded.packed().skipped().report("data.train").forEach(out::println);
            if (test != null) {
                test.packed().skipped().report("data.test").forEach(out::println);
            }
            long steps =
                    (long) config.train().epochs() * loaded.packed().schedule().stepsPerEpoch();
            if (resume) {
                notes.describeResume(folder, start, steps, loaded.packed());
            }
            Settings settings = MaxLearningRate.isAuto(given)
                    ? new MaxLearningRateProbe(cluster, loaded, out).choose(given, start, steps)
                    : given;
            if (resume) {
                MetricsLog.lastRun(folder.files()).ifPresent(notes::warnOfOtherHardware);
                folder.writeConfig(settings.render());
            } else {
                folder.start(settings.render());
            }
            Job job = new Job(
                    RunConfig.of(settings),
                    loaded,
                    folder,
                    checkpoints,
                    start,
                    steps,
                    new RunReport(folder, notes::warn),
                    progress,
                    alone);
            try {
                Result result = trainAndTest(job, Optional.ofNullable(test));
                // Last: a model with its configuration says that the run has finished.
                folder.writeModelConfig(settings.render());
                return result;
            } finally {
                job.report.write();
            }
        }
    }

    /** A run that is ready to start. */
    private record Job(
            RunConfig config,
            TrainingData data,
            RunFolder folder,
            Checkpoints checkpoints,
            TrainingState start,
            long steps,
            RunReport report,
            Supplier<Progress> progress,
            boolean alone) {

        Job from(TrainingData newData, TrainingState newStart) {
            return new Job(config, newData, folder, checkpoints, newStart, steps, report, progress, alone);
        }
    }

    private static TrainingState forSamples(TrainingState state, RunConfig config, TrainingData data) {
        return state.forSamples(
                config.optimizer().sampleMemoryNames(), data.packed().schedule().samples());
    }

    /** Trains and tests; where an attempt loses a task, goes on from the newest checkpoint with the slots that are left. */
    private Result trainAndTest(Job first, Optional<TestData> testData) {
        Job job = first;
        try {
            long lastRestart = -1;
            for (int restart = 1; ; restart++) {
                try {
                    return attempt(job, testData);
                } catch (ExchangeException e) {
                    // A checkpoint since the last restart: the run gets on, so they are counted anew.
                    long saved = job.checkpoints.newestStep();
                    restart = saved > lastRestart ? 1 : restart;
                    lastRestart = saved;
                    if (restart > job.config.exchange().maxRestarts()
                            || DataException.in(e).isPresent()
                            || cluster.context().sc().isStopped()) {
                        throw e;
                    }
                    notes.warn(e.getMessage());
                    job = again(job, Math.min(cluster.slots(), e.slots()));
                    out.printf(
                            Locale.ROOT,
                            "going on after epoch %d with %d tasks (restart %d of %d)%n",
                            job.start.step() / job.data.packed().schedule().stepsPerEpoch(),
                            job.data.packed().shards().tasks(),
                            restart,
                            job.config.exchange().maxRestarts());
                }
            }
        } finally {
            job.data.close();
        }
    }

    /** The same run from its newest checkpoint, or from its start. */
    private Job again(Job job, int slots) {
        TrainingData data = job.data.forSlots(slots, cluster, job.config);
        TrainingState start = job.checkpoints.newest(notes::warn).orElseGet(() -> initialState(job.config, out));
        return job.from(data, forSamples(start, job.config, data));
    }

    private Result attempt(Job job, Optional<TestData> testData) {
        Layout parameters = job.config.network().parameters();
        Layout buffers = job.config.network().buffers();
        try (MetricsLog metrics = new MetricsLog(job.folder.files(), job.start.step(), notes::warn)) {
            metrics.run(new RunMetrics(
                    cluster.context().version(),
                    cluster.slots(),
                    cluster.hardware().device(),
                    cluster.hardware().threads()));
            metrics.skipped("data.train", job.data.packed().skipped());
            testData.ifPresent(
                    read -> metrics.skipped("data.test", read.packed().skipped()));
            TrainingState last = train(job, metrics);
            new ModelFile(last.parameters(), last.buffers()).save(job.folder.model(), parameters, buffers);
            String sha256 = ModelFile.sha256(parameters, buffers, last.parameters(), last.buffers());
            metrics.model(last.step(), sha256);
            Optional<Evaluation> test = testData.map(read -> evaluate(
                    job.config,
                    job.data.computation().withDecoder(read.decoder()),
                    read.packed().blocks(),
                    last));
            test.ifPresent(evaluation -> metrics.test(last.step(), evaluation));
            return new Result(last, test, sha256);
        }
    }

    private TrainingState train(Job job, MetricsLog metrics) {
        RunConfig config = job.config;
        PackedSamples.Training data = job.data.packed();
        ShardComputation computation = job.data.computation();
        Reductions reduction =
                Reductions.choose(config, job.data, cluster.context().getConf(), job.alone);
        out.println(reduction.description());
        try (Progress progress = job.progress.get();
                Vectors vectors = reduction.vectors(cluster, config, job.data, job.start)) {
            progress.start(config.loss().onClasses(), job.start.step(), job.steps);
            Monitor monitor = new Monitor(
                    data.schedule(),
                    metrics,
                    cluster.clock(),
                    progress,
                    new StalledLoss(
                            keyOfStepSize(config.optimizer()),
                            config.weights().isEmpty() ? notes::warn : message -> {}),
                    state -> data.validationSamples() == 0
                            ? Optional.empty()
                            : Optional.of(evaluate(config, computation, data.validation(), state)),
                    state -> {
                        saveIfDue(config, job.checkpoints, data, state, job.steps);
                        job.report.refresh();
                    });
            return new TrainingLoop(data.schedule(), vectors, config.optimizer(), monitor).run(job.steps);
        } catch (TrainingFault | ArithmeticException e) {
            metrics.fault(e.getMessage());
            throw e;
        }
    }

    private static String keyOfStepSize(Optimizer optimizer) {
        if (optimizer instanceof Sls) {
            return "optimizer.line-search.initial-step-size";
        }
        boolean prescribed = optimizer instanceof PrescribedRate || optimizer instanceof ClippedGradient;
        return prescribed ? "optimizer.learning-rate" : MaxLearningRate.KEY;
    }

    /**
     * The state before the first step, but for numbers per training sample: parameters from the seed or from a file,
     * optimizer state zero.
     */
    public static TrainingState initialState(RunConfig config, PrintStream out) {
        long seed = config.train().seed();
        Layout parameters = config.network().parameters();
        Layout buffers = config.network().buffers();
        ModelFile model = new ModelFile(parameters.initialValues(seed), buffers.initialValues(seed));
        config.weights().ifPresent(weights -> {
            HadoopFiles file = HadoopFiles.of(weights.path());
            List<String> unused = model.fill(file, parameters, buffers, weights.ignored());
            if (!unused.isEmpty()) {
                out.println("note: the network has no use for " + unused + " of " + file.describe(""));
            }
            out.println("weights from " + file.describe("") + ", sha256 "
                    + ModelFile.sha256(parameters, buffers, model.parameters(), model.buffers()));
        });
        return new TrainingState(
                0,
                model.parameters(),
                model.buffers(),
                config.optimizer().stateNames().stream()
                        .map(name -> new float[parameters.length()])
                        .toList(),
                new double[config.optimizer().memoryNames().size()]);
    }

    private Evaluation evaluate(
            RunConfig config, ShardComputation computation, JavaRDD<ShardBlock> blocks, TrainingState state) {
        return Evaluation.of(
                cluster.context(), blocks, computation, config.train().topK(), state.parameters(), state.buffers());
    }

    private void saveIfDue(
            RunConfig config, Checkpoints checkpoints, PackedSamples.Training data, TrainingState state, long steps) {
        int epoch = data.schedule().epoch(state.step());
        if (epoch % config.checkpoint().everyEpochs() == 0 || state.step() == steps) {
            try {
                checkpoints.save(state, config.checkpoint().keep());
            } catch (IllegalArgumentException e) {
                notes.warn("no checkpoint after epoch " + epoch + ": " + e.getMessage() + "; training goes on");
            }
        }
    }
}
