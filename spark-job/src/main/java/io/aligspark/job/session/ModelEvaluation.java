package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.data.ElementType;
import io.aligspark.job.data.NormalisingDecoder;
import io.aligspark.job.data.Packing;
import io.aligspark.job.data.SampleDecoder;
import io.aligspark.job.data.SampleSet;
import io.aligspark.job.reduction.Evaluation;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.ModelFile;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.networks.Batch;
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
        RunConfig config = RunConfig.of(settings(path, overrides));
        return new ModelEvaluation(
                config,
                ModelFile.load(
                        folder(path),
                        config.network().parameters(),
                        config.network().buffers()));
    }

    /** The configuration of a model. */
    public static Settings settings(String path, List<String> overrides) {
        return Settings.load(folder(path).describe(RunFolder.CONFIG), overrides);
    }

    private static HadoopFiles folder(String path) {
        HadoopFiles given = HadoopFiles.of(path);
        boolean isRun = given.isFile(RunFolder.CONFIG) && !given.isFile(ModelFile.NAME);
        HadoopFiles folder = isRun ? given.in("model") : given;
        if (!folder.isFile(ModelFile.NAME)) {
            throw new IllegalArgumentException(
                    "no trained model lies in " + given.describe("") + ": expected " + folder.describe(ModelFile.NAME));
        }
        return folder;
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
        return Evaluation.of(
                cluster.context(),
                data.packed().blocks(),
                computation(data.decoder()),
                config.train().topK(),
                model.parameters(),
                model.buffers());
    }

    /**
     * The outputs for one sample, in evaluation mode, computed in this process.
     *
     * @param features values of a sample, as files have them
     */
    public float[] predict(float[] features) {
        byte[] packed = new byte[features.length * Float.BYTES];
        for (int i = 0; i < features.length; i++) {
            Packing.putFloat(packed, i * Float.BYTES, features[i]);
        }
        float[] inputs = new float[config.data().sampleLength()];
        new NormalisingDecoder(config.data(), ElementType.FLOAT32).decode(packed, inputs, 0);
        return predictInputs(inputs);
    }

    /** The same of a sample as the network reads it: scaled. */
    public float[] predictInputs(float[] inputs) {
        float[] target = new float[config.loss().targetLength(config.network().outputs())];
        return computation(null)
                .withModel(model.parameters(), model.buffers(), engine -> engine.predict(new Batch(inputs, target, 1)));
    }

    private ShardComputation computation(SampleDecoder decoder) {
        return new ShardComputation(
                config.engine().name(),
                config.engine().device(),
                config.engine().precision(),
                config.network(),
                config.loss(),
                decoder,
                new BatchSchedule(1, 1, 1, 0),
                false);
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

    /**
     * Writes the model's folder.
     *
     * @throws IllegalArgumentException if there is something
     */
    public void save(String path, Settings settings) {
        HadoopFiles folder = HadoopFiles.of(path);
        if (folder.exists("")) {
            throw new IllegalArgumentException(folder.describe("") + " exists: name another folder, or remove it");
        }
        model.save(folder, config.network().parameters(), config.network().buffers());
        RunFolder.writeConfig(folder, settings.render());
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
