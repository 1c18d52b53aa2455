package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.networks.Layout;
import java.util.List;

/** Where a run starts. Driver. */
public final class InitialState {
    private InitialState() {}

    /**
     * The state before the first step, but for numbers per training sample: parameters from the seed or from a file,
     * optimizer state zero.
     *
     * @throws IllegalArgumentException if the file is missing, damaged or of another network
     */
    public static TrainingState of(RunConfig config, Events events) {
        long seed = config.train().seed();
        Layout parameters = config.network().parameters();
        Layout buffers = config.network().buffers();
        ModelFile model = new ModelFile(parameters.initialValues(seed), buffers.initialValues(seed));
        config.weights().ifPresent(weights -> {
            HadoopFiles file = HadoopFiles.of(weights.path());
            List<String> unused = model.fill(file, parameters, buffers, weights.ignored());
            if (!unused.isEmpty()) {
                events.note("note: the network has no use for " + unused + " of " + file.describe(""));
            }
            events.note("weights from " + file.describe("") + ", sha256 "
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
}
