package io.aligspark;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.data.reading.SampleReader;
import io.aligspark.job.session.ActiveRuns;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.FolderStore;
import io.aligspark.job.session.MemoryStore;
import io.aligspark.job.session.RunStore;
import io.aligspark.job.session.Samples;
import io.aligspark.job.session.TrainingSession;
import io.aligspark.job.storage.RunFolder;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Trains networks in a session of Spark's that belongs to its caller, who finds it afterwards as it was. Several may train in
 * one application at a time. One configuration, one set of rows and one seed give the same weights, to the bit, as the command
 * line gives. Driver.
 *
 * <pre>{@code
 * TrainedModel model = new Trainer(spark, TrainingConfig.builder().features("features").label("label").epochs(20).build())
 *         .train(digits);
 * Dataset<Row> predicted = model.transform(others);
 * }</pre>
 */
public final class Trainer {
    private final SparkSession spark;
    private final TrainingConfig config;
    private TrainingListener listener = new TrainingListener() {};
    private int tasks = Integer.MAX_VALUE;
    private String folder;
    private boolean overwrite;
    private volatile TrainingSession running;
    private volatile boolean cancelled;

    /** Nothing happens until {@link #train}. */
    public Trainer(SparkSession spark, TrainingConfig config) {
        this.spark = spark;
        this.config = config;
    }

    /** Tells it how training goes. */
    public Trainer listener(TrainingListener told) {
        listener = told;
        return this;
    }

    /** Uses at most so many tasks at a time, at least 1; the weights do not depend on it. */
    public Trainer tasks(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("tasks must be >= 1, but was " + most);
        }
        tasks = most;
        return this;
    }

    /**
     * Keeps checkpoints, metrics, report and model in a folder, on any Hadoop file system: a run as the command line leaves
     * it. Without it nothing is written.
     *
     * @param replace whether a run that is in it is replaced
     */
    public Trainer folder(String path, boolean replace) {
        folder = path;
        overwrite = replace;
        return this;
    }

    /**
     * Trains on the rows of a table.
     *
     * @param training with the columns that the configuration names; read once
     * @throws IllegalArgumentException if configuration or rows are not usable, saying why in one line
     * @throws CancellationException after {@link #cancel}
     */
    public TrainedModel train(Dataset<Row> training) {
        return train(training, Optional.empty());
    }

    /** The same, validated after each epoch on rows of their own. */
    public TrainedModel train(Dataset<Row> training, Dataset<Row> validation) {
        return train(training, Optional.of(validation));
    }

    /** Trains on the files that the configuration names, of any format. */
    public TrainedModel train() {
        return train(config.settings(), data -> Samples.inFiles(data.data()).apply(context()));
    }

    /** Ends a training between two steps. Any thread. */
    public void cancel() {
        cancelled = true;
        TrainingSession session = running;
        if (session != null) {
            session.cancel();
        }
    }

    private TrainedModel train(Dataset<Row> training, Optional<Dataset<Row>> validation) {
        Settings settings = TableSettings.of(config, training);
        return train(settings, run -> new Samples() {
            @Override
            public SampleSet training() {
                return SampleReader.ofTable(training, run.data());
            }

            @Override
            public Optional<SampleSet> validation() {
                return validation.map(rows -> SampleReader.ofTable(rows, run.data()));
            }
        });
    }

    private interface SamplesOf {
        Samples in(RunConfig config);
    }

    private TrainedModel train(Settings settings, SamplesOf samples) {
        Cluster cluster = new Cluster(context()).atMost(tasks);
        if (folder == null) {
            return train(settings, samples, cluster, new MemoryStore());
        }
        try (RunFolder run = RunFolder.forNewRun(folder, overwrite)) {
            return train(settings, samples, cluster, new FolderStore(run, false));
        }
    }

    private TrainedModel train(Settings settings, SamplesOf samples, Cluster cluster, RunStore store) {
        History history = new History();
        Events events = Events.all(List.of(history, new ListenerEvents(listener)));
        TrainingSession session = new TrainingSession(settings, store, events);
        running = session;
        if (cancelled) {
            session.cancel();
        }
        try (ActiveRuns.Run run = ActiveRuns.enter(cluster.context())) {
            cluster.startEngines(session.config(), events);
            TrainingSession.Result result = session.train(cluster, samples.in(session.config()), run.isAlone());
            return new TrainedModel(
                    spark,
                    TrainingConfig.of(result.settings()),
                    result.config(),
                    result.state().parameters(),
                    result.state().buffers(),
                    history.epochs());
        } catch (Exception e) {
            throw Failures.of(e);
        } finally {
            running = null;
            cluster.closeEngines();
        }
    }

    private JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(spark.sparkContext());
    }
}
