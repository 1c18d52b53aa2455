package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.TrainingState;
import java.util.Optional;
import java.util.function.Consumer;

/** Where a run keeps what it would go on from, and what it leaves behind: a folder ({@link FolderStore}) or memory ({@link MemoryStore}). Driver. */
public interface RunStore {

    /** Whether a run that is in it goes on. */
    boolean resumes();

    /**
     * Takes note of what is trained, before anything else.
     *
     * @param warn told of what is lost: a run goes on without it
     */
    void open(RunConfig config, Consumer<String> warn);

    /** The run starts, or goes on, with this configuration. */
    void start(Settings settings);

    /** What the attempt before ran on, if there was one. */
    Optional<RunMetrics> before();

    /** Whether the run has ended. */
    boolean hasEnded();

    /**
     * The newest state that is whole.
     *
     * @throws IllegalArgumentException if there are some but none is whole, or it is of another model
     */
    Optional<TrainingState> newest();

    /** The step of the newest state, or -1 if there is none. */
    long newestStep();

    /**
     * Saves a state and forgets all but the newest ones.
     *
     * @param state only read
     * @throws IllegalArgumentException if it cannot be written
     */
    void save(TrainingState state);

    /** Saves the state of the best epoch so far; only read. */
    void saveBest(TrainingState state);

    /** The state of the best epoch, if one was saved. */
    Optional<TrainingState> best();

    /** Saves the trained weights. */
    void saveModel(ModelFile model);

    /**
     * The run has ended as it should.
     *
     * @param settings of the model: those of the run, and the names of the classes
     */
    void finish(Settings settings);

    /** What of its events is kept. */
    Events events();
}
