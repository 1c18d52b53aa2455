package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.TrainingState;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the newest state in the memory of the driver: executors may be lost, the driver not. Driver. */
public final class MemoryStore implements RunStore {
    private TrainingState newest;
    private TrainingState best;

    @Override
    public boolean resumes() {
        return false;
    }

    @Override
    public void open(RunConfig config, Consumer<String> warn) {
        newest = null;
        best = null;
    }

    @Override
    public void start(Settings settings) {
        // Nobody will ask.
    }

    @Override
    public Optional<RunMetrics> before() {
        return Optional.empty();
    }

    @Override
    public boolean hasEnded() {
        return false;
    }

    @Override
    public Optional<TrainingState> newest() {
        // Training changes what it starts from.
        return Optional.ofNullable(newest).map(TrainingState::copy);
    }

    @Override
    public long newestStep() {
        return newest == null ? -1 : newest.step();
    }

    @Override
    public void save(TrainingState state) {
        newest = state.copy();
    }

    @Override
    public void saveBest(TrainingState state) {
        best = state.copy();
    }

    @Override
    public Optional<TrainingState> best() {
        return Optional.ofNullable(best);
    }

    @Override
    public void saveModel(ModelFile model) {
        // The result has it.
    }

    @Override
    public void finish(Settings settings) {
        // Nobody will ask.
    }

    @Override
    public Events events() {
        return new Events() {};
    }
}
