package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.RunFolder;
import java.util.List;

/**
 * A trained model and the data it is to be evaluated on. Driver.
 *
 * @param config of the run that trained it, with {@code data.test} the data
 * @param model its elements
 */
public record ModelEvaluation(RunConfig config, ModelFile model) {

    /**
     * Loads a model.
     *
     * @param path folder of a run, or of the model in it
     * @param overrides of the run's configuration
     * @throws IllegalArgumentException if there is none or it is damaged
     */
    public static ModelEvaluation of(String path, List<String> overrides) {
        HadoopFiles given = HadoopFiles.of(path);
        boolean isRun = given.isFile(RunFolder.CONFIG) && !given.isFile(ModelFile.NAME);
        HadoopFiles folder = isRun ? given.in("model") : given;
        if (!folder.isFile(ModelFile.NAME)) {
            throw new IllegalArgumentException(
                    "no trained model lies in " + given.describe("") + ": expected " + folder.describe(ModelFile.NAME));
        }
        Settings settings = Settings.load(folder.describe(RunFolder.CONFIG), overrides);
        RunConfig config = RunConfig.of(settings);
        return new ModelEvaluation(
                config,
                ModelFile.load(
                        folder, config.network().parameters(), config.network().buffers()));
    }

    /**
     * Evaluates on the cluster; tells which records are skipped.
     *
     * @param cluster whose engines have started
     */
    public Evaluation run(Cluster cluster, SampleSet samples, Events events) {
        try (TestData data = TestData.load(cluster, samples)) {
            data.packed().skipped().report("data.test").forEach(events::note);
            return evaluate(cluster, data);
        }
    }

    private Evaluation evaluate(Cluster cluster, TestData data) {
        ShardComputation computation = new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                data.decoder(),
                new BatchSchedule(1, 1, 1, 0),
                false);
        return Evaluation.of(
                cluster.context(),
                data.packed().blocks(),
                computation,
                config.train().topK(),
                model.parameters(),
                model.buffers());
    }

    /**
     * Checks that there is something to evaluate.
     *
     * @throws IllegalArgumentException if the configuration names no test set
     */
    public void requireTestSet() {
        if (config.data().test() == null) {
            throw new IllegalArgumentException("the run has no test set: name the data with --data");
        }
    }

    /** The test set of the configuration. */
    public SampleSet testSet(Cluster cluster) {
        return Samples.inFiles(config.data()).apply(cluster.context()).test().orElseThrow();
    }

    /** Writes the model's tensors to a file, under PyTorch's names. */
    public void export(String path) {
        int slash = path.lastIndexOf('/');
        model.save(
                HadoopFiles.of(slash < 0 ? "." : path.substring(0, slash + 1)),
                path.substring(slash + 1),
                config.network().parameters(),
                config.network().buffers());
    }

    /** Identity of the model. */
    public String sha256() {
        return ModelFile.sha256(
                config.network().parameters(), config.network().buffers(), model.parameters(), model.buffers());
    }
}
