package io.aligspark.job.train;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.DataException;
import io.aligspark.job.data.SampleReader;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.exchange.ExchangeException;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.reduction.PackedSamples;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.storage.Checkpoints;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Layout;
import io.aligspark.optimizer.PrescribedRate;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/** A whole run: data, state, loop, evaluation, model. Driver. */
public final class Training {
    private final Cluster cluster;
    private final PrintStream out;

    /** Runs on that cluster; tells people on {@code out}. */
    public Training(Cluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
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
        RunConfig config = RunConfig.of(given);
        Layout parameters = config.network().parameters();
        Layout buffers = config.network().buffers();
        Checkpoints checkpoints = new Checkpoints(
                folder.checkpoints(),
                parameters,
                buffers,
                config.optimizer().stateNames(),
                config.optimizer().memoryNames());
        Optional<TrainingState> saved = resume ? checkpoints.newest(this::warn) : Optional.empty();
        TrainingState start = saved.orElseGet(() -> initialState(config, out));

        cluster.start(config);
        SparkSession session = cluster.session();
        out.println("reading the data");
        Optional<SampleSet> testSamples = Optional.ofNullable(config.data().test())
                .map(source -> SampleReader.read(session, config.data(), source));
        TrainingData loaded = TrainingData.load(cluster, config);
        PackedSamples.Training data = loaded.packed();
        ShardComputation computation = loaded.computation();
        describe(config, data);

        long steps = (long) config.train().epochs() * data.schedule().stepsPerEpoch();
        if (resume) {
            describeResume(folder, start, steps, data);
        }
        Settings settings = MaxLearningRate.isAuto(given)
                ? new MaxLearningRateProbe(cluster, loaded, out).choose(given, start, steps)
                : given;
        RunConfig chosen = RunConfig.of(settings);
        if (resume) {
            MetricsLog.lastRun(folder.files()).ifPresent(this::warnOfOtherHardware);
            folder.writeConfig(settings.render());
        } else {
            folder.start(settings.render());
        }

        TrainingState last = train(chosen, loaded, folder, checkpoints, start, steps, terminal);
        ModelFile model = new ModelFile(last.parameters(), last.buffers());
        model.save(folder.model(), parameters, buffers);
        folder.writeModelConfig(settings.render());
        Optional<Evaluation> test = testSamples.map(set -> Evaluation.of(
                cluster.context(),
                PackedSamples.evaluation(set, cluster.slots()),
                computation.withDecoder(set.decoder()),
                config.train().topK(),
                last.parameters(),
                last.buffers()));
        try (MetricsLog metrics = new MetricsLog(folder.files(), last.step())) {
            test.ifPresent(evaluation -> metrics.test(last.step(), evaluation));
        }
        return new Result(last, test, ModelFile.sha256(parameters, buffers, last.parameters(), last.buffers()));
    }

    /** Trains; where an attempt loses a task, goes on from the newest checkpoint with the slots that are left. */
    private TrainingState train(
            RunConfig config,
            TrainingData loaded,
            RunFolder folder,
            Checkpoints checkpoints,
            TrainingState start,
            long steps,
            boolean terminal) {
        TrainingData data = loaded;
        TrainingState from = start;
        for (int restart = 1; ; restart++) {
            try {
                return attempt(config, data, folder, checkpoints, from, steps, terminal);
            } catch (ExchangeException e) {
                if (restart > config.exchange().maxRestarts()
                        || DataException.in(e).isPresent()) {
                    throw e;
                }
                warn(e.getMessage());
                data = data.forSlots(Math.min(cluster.slots(), e.slots()), cluster, config);
                from = checkpoints.newest(this::warn).orElseGet(() -> initialState(config, out));
                out.printf(
                        Locale.ROOT,
                        "going on after epoch %d with %d tasks (restart %d of %d)%n",
                        from.step() / data.packed().schedule().stepsPerEpoch(),
                        data.packed().shards().getNumPartitions(),
                        restart,
                        config.exchange().maxRestarts());
            }
        }
    }

    private TrainingState attempt(
            RunConfig config,
            TrainingData loaded,
            RunFolder folder,
            Checkpoints checkpoints,
            TrainingState start,
            long steps,
            boolean terminal) {
        PackedSamples.Training data = loaded.packed();
        Reductions reduction = Reductions.choose(
                config, loaded, cluster.session().sparkContext().getConf());
        out.println(reduction.description());
        try (MetricsLog metrics = new MetricsLog(folder.files(), start.step());
                Vectors vectors = reduction.vectors(cluster, config, loaded, start);
                Progress progress = new Progress(out, terminal, config.loss().onClasses(), start.step(), steps)) {
            metrics.run(new RunMetrics(
                    cluster.session().version(),
                    cluster.slots(),
                    cluster.hardware().device(),
                    cluster.hardware().threads()));
            Monitor monitor = new Monitor(
                    data.schedule(),
                    metrics,
                    progress,
                    new StalledLoss(
                            config.optimizer() instanceof PrescribedRate
                                    ? "optimizer.learning-rate"
                                    : MaxLearningRate.KEY,
                            this::warn),
                    state -> data.validationSamples() == 0
                            ? Optional.empty()
                            : Optional.of(evaluate(config, loaded.computation(), data, state)),
                    state -> saveIfDue(config, checkpoints, data, state, steps));
            try {
                return new TrainingLoop(data.schedule(), vectors, config.optimizer(), monitor).run(steps);
            } catch (TrainingFault | ArithmeticException e) {
                metrics.fault(e.getMessage());
                throw e;
            }
        }
    }

    /** The state before the first step: parameters from the seed or from a file, optimizer state zero. */
    static TrainingState initialState(RunConfig config, PrintStream out) {
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
            RunConfig config, ShardComputation computation, PackedSamples.Training data, TrainingState state) {
        return Evaluation.of(
                cluster.context(),
                data.validation(),
                computation,
                config.train().topK(),
                state.parameters(),
                state.buffers());
    }

    private static void saveIfDue(
            RunConfig config, Checkpoints checkpoints, PackedSamples.Training data, TrainingState state, long steps) {
        int epoch = data.schedule().epoch(state.step());
        if (epoch % config.checkpoint().everyEpochs() == 0 || state.step() == steps) {
            checkpoints.save(state, config.checkpoint().keep());
        }
    }

    private void describe(RunConfig config, PackedSamples.Training data) {
        int shards = data.schedule().shards();
        out.printf(
                Locale.ROOT,
                "%s, %,d parameters; %,d training and %,d validation samples; batches of %d in %d shards%n",
                config.network().name(),
                config.network().parameters().length(),
                data.schedule().samples(),
                data.validationSamples(),
                config.train().batchSize(),
                shards);
        if (cluster.slots() > shards) {
            out.printf(
                    Locale.ROOT,
                    "note: %d task slots but %d shards a batch: %d slots stay idle; a smaller train.shard-size (now %d)"
                            + " or a larger train.batch-size would use them%n",
                    cluster.slots(),
                    shards,
                    cluster.slots() - shards,
                    config.train().shardSize());
        }
    }

    private void describeResume(RunFolder folder, TrainingState start, long steps, PackedSamples.Training data) {
        // A run may also have been killed between its last checkpoint and its model.
        if (start.step() >= steps && folder.model().isFile(RunFolder.CONFIG)) {
            throw new IllegalArgumentException("the run has finished its "
                    + steps / data.schedule().stepsPerEpoch()
                    + " epochs: give a larger number with train.epochs=... to continue it");
        }
        if (start.step() % data.schedule().stepsPerEpoch() != 0) {
            throw new IllegalArgumentException("the checkpoint is of step " + start.step()
                    + ", but an epoch now has " + data.schedule().stepsPerEpoch()
                    + " steps: the training samples are not those of the run");
        }
        out.printf(
                Locale.ROOT,
                "resuming after epoch %d%n",
                start.step() / data.schedule().stepsPerEpoch());
    }

    private void warnOfOtherHardware(RunMetrics before) {
        if (!before.device().equals(cluster.hardware().device())
                || before.threads() != cluster.hardware().threads()) {
            warn("the run was on " + before.device() + " with " + before.threads() + " threads a task, now it is on "
                    + cluster.hardware().device() + " with "
                    + cluster.hardware().threads()
                    + ": its bits may differ from those of an undisturbed run");
        }
    }

    private void warn(String message) {
        out.println("warning: " + message);
    }
}
