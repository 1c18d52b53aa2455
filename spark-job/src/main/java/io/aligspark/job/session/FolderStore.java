package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.BadRecords;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.report.RunReport;
import io.aligspark.job.storage.Checkpoints;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.job.storage.TrainingState;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps a run in a folder: configuration, checkpoints, metrics, report, model. Driver. */
public final class FolderStore implements RunStore {
    private final RunFolder folder;
    private final boolean resume;
    private RunConfig config;
    private Consumer<String> warn;
    private Checkpoints checkpoints;
    private Checkpoints best;

    /**
     * In a folder, which the caller closes.
     *
     * @param resume whether the run in it goes on
     */
    public FolderStore(RunFolder folder, boolean resume) {
        this.folder = folder;
        this.resume = resume;
    }

    @Override
    public boolean resumes() {
        return resume;
    }

    @Override
    public void open(RunConfig ofRun, Consumer<String> told) {
        config = ofRun;
        warn = told;
        checkpoints = in(folder.checkpoints());
        best = in(folder.files().in("best"));
    }

    private Checkpoints in(HadoopFiles place) {
        return new Checkpoints(
                place,
                config.network().parameters(),
                config.network().buffers(),
                config.optimizer().stateNames(),
                config.optimizer().memoryNames(),
                config.optimizer().sampleMemoryNames());
    }

    @Override
    public void start(Settings settings) {
        if (resume) {
            folder.writeConfig(settings.render());
        } else {
            folder.start(settings.render());
        }
    }

    @Override
    public Optional<RunMetrics> before() {
        return MetricsLog.lastRun(folder.files());
    }

    /** A run may also have been killed between its last checkpoint and its model. */
    @Override
    public boolean hasEnded() {
        return folder.model().isFile(RunFolder.CONFIG);
    }

    @Override
    public Optional<TrainingState> newest() {
        return checkpoints.newest(warn);
    }

    @Override
    public long newestStep() {
        return checkpoints.newestStep();
    }

    @Override
    public void save(TrainingState state) {
        checkpoints.save(state, config.checkpoint().keep());
    }

    @Override
    public void saveBest(TrainingState state) {
        best.save(state, 1);
    }

    @Override
    public Optional<TrainingState> best() {
        return best.newest(warn);
    }

    @Override
    public void saveModel(ModelFile model) {
        model.save(
                folder.model(), config.network().parameters(), config.network().buffers());
    }

    /** Last: a model with its configuration says that the run has finished. */
    @Override
    public void finish(Settings settings) {
        folder.writeModelConfig(settings.render());
    }

    @Override
    public Events events() {
        RunReport report = new RunReport(folder, message -> warn.accept(message));
        return new Events() {
            private MetricsLog metrics;

            @Override
            public void attemptStarted(Attempt attempt) {
                metrics = new MetricsLog(folder.files(), attempt.firstStep(), message -> warn.accept(message));
                metrics.run(attempt.metrics());
            }

            @Override
            public void skipped(String source, BadRecords records) {
                metrics.skipped(source, records);
            }

            @Override
            public void startedUp(Map<String, Double> seconds) {
                metrics.startUp(seconds);
            }

            @Override
            public void step(StepMetrics step, double lossMean, double samplesPerSecond) {
                metrics.step(step);
            }

            @Override
            public void epoch(EpochMetrics epoch) {
                metrics.epoch(epoch);
            }

            @Override
            public void epochClosed() {
                report.refresh();
            }

            @Override
            public void fault(String message) {
                metrics.fault(message);
            }

            @Override
            public void trained(long step, String sha256) {
                metrics.model(step, sha256);
            }

            @Override
            public void tested(long step, Evaluation evaluation) {
                metrics.test(step, evaluation);
            }

            @Override
            public void attemptEnded() {
                if (metrics != null) {
                    metrics.close();
                    metrics = null;
                }
            }

            @Override
            public void ended() {
                report.write();
            }
        };
    }
}
