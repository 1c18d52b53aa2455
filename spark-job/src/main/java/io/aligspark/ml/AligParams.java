package io.aligspark.ml;

import io.aligspark.LayerSpec;
import io.aligspark.NetworkSpec;
import io.aligspark.TrainingConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntArrayParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.sql.types.StructType;

/**
 * The parameters that classifier and regressor share, beyond those of Spark's own Predictor. Each is a key of the configuration;
 * its text and default are written here and nowhere else.
 */
public final class AligParams {
    /** A parameter that is a key of the configuration. */
    private record Keyed(Param<?> param, String key) {}

    private final Params owner;
    private final List<Keyed> keyed = new ArrayList<>();

    final StringArrayParam featuresCols;
    final Param<String> network;
    final IntArrayParam hidden;
    final Param<String> layers;
    final Param<String> dl4jJson;
    final IntArrayParam inputShape;
    final Param<String> loss;
    final Param<String> optimizer;
    final DoubleParam stepSize;
    final DoubleParam momentum;
    final DoubleParam projectionRadius;
    final IntParam maxIter;
    final IntParam batchSize;
    final IntParam shardSize;
    final LongParam seed;
    final Param<String> validationIndicatorCol;
    final IntParam patience;
    final IntParam numTasks;
    final Param<String> checkpointPath;
    final IntParam checkpointInterval;
    final Param<String> initialModel;
    final StringArrayParam config;

    AligParams(Params owner, String lossDefault, String losses) {
        this.owner = owner;
        featuresCols = new StringArrayParam(
                owner,
                "featuresCols",
                "columns of features, whose values follow one another, in place of featuresCol: numbers, booleans,"
                        + " arrays, vectors");
        network = keyed(
                new Param<>(owner, "network", "softmax-regression, mlp, lenet, wide-resnet, densenet or resnet-18"),
                "model.name",
                "mlp");
        hidden = keyed(
                new IntArrayParam(owner, "hidden", "network mlp: widths of its hidden layers"),
                "model.hidden",
                new int[] {128, 128});
        layers = new Param<>(
                owner,
                "layers",
                "a network of your own, in place of network: a list of layers as JSON, [{\"type\": \"dense\","
                        + " \"outputs\": 64}, ...], with the types and keys of model.layers in reference.conf");
        dl4jJson = new Param<>(owner, "dl4jJson", "a network as a configuration of DL4J in JSON, in place of network");
        inputShape = new IntArrayParam(
                owner,
                "inputShape",
                "shape of a sample: [features] or [channels, height, width]; found in the rows if it is not set, but for"
                        + " columns of bytes, which are image files or pixels");
        loss = keyed(new Param<>(owner, "loss", losses), "model.loss", lossDefault);
        optimizer = keyed(
                new Param<>(owner, "optimizer", "alig, or one of optimizer.name in reference.conf"),
                "optimizer.name",
                "alig");
        stepSize = keyed(
                new DoubleParam(
                        owner,
                        "stepSize",
                        "the maximal learning rate of ALI-G and its relatives, > 0: an upper bound, no schedule is"
                                + " needed; also what setMaxLearningRate sets"),
                "optimizer.max-learning-rate",
                0.1);
        momentum = keyed(new DoubleParam(owner, "momentum", "in [0, 1)"), "optimizer.momentum", 0.9);
        projectionRadius = keyed(
                new DoubleParam(
                        owner,
                        "projectionRadius",
                        "radius of the l2 ball that the parameters stay in, > 0; infinite for none"),
                "optimizer.projection-radius",
                Double.POSITIVE_INFINITY);
        maxIter = keyed(new IntParam(owner, "maxIter", "epochs: passes over the rows, >= 1"), "train.epochs", 10);
        batchSize = keyed(
                new IntParam(owner, "batchSize", "rows a step, over the whole cluster, >= 1"), "train.batch-size", 128);
        shardSize = keyed(
                new IntParam(
                        owner,
                        "shardSize",
                        "rows of a logical shard, the unit of work and of batch-norm statistics, >= 1; no more tasks"
                                + " than batchSize / shardSize work at a time"),
                "train.shard-size",
                32);
        seed = keyed(new LongParam(owner, "seed", "of all randomness"), "train.seed", 1L);
        validationIndicatorCol = new Param<>(
                owner,
                "validationIndicatorCol",
                "a column of booleans: rows with true are held out, and the model is validated on them after each"
                        + " epoch");
        patience = keyed(
                new IntParam(
                        owner,
                        "patience",
                        "epochs without a lower validation loss after which training ends, with the weights of the best"
                                + " epoch; 0 for none"),
                "train.patience",
                0);
        numTasks = new IntParam(
                owner,
                "numTasks",
                "tasks at a time at most, >= 1; if not set, all that the cluster runs. The result is the same");
        checkpointPath = new Param<>(
                owner,
                "checkpointPath",
                "a new folder, on any Hadoop file system, that keeps checkpoints, metrics and report of the training");
        checkpointInterval = keyed(
                new IntParam(owner, "checkpointInterval", "epochs between checkpoints, >= 1"),
                "checkpoint.every-epochs",
                1);
        initialModel = new Param<>(
                owner,
                "initialModel",
                "a safetensors file, on any Hadoop file system, that the weights start from, by PyTorch's names");
        config = new StringArrayParam(
                owner, "config", "any other key of reference.conf, as key=value each; these come last");
    }

    private <T, P extends Param<T>> P keyed(P param, String key, T initial) {
        keyed.add(new Keyed(param, key));
        owner.setDefault(param, initial);
        return param;
    }

    /** The configuration of a fit on these columns. */
    TrainingConfig trainingConfig(String features, String label) {
        TrainingConfig.Builder builder = TrainingConfig.builder();
        for (Keyed each : keyed) {
            builder.set(each.key, value(each.param));
        }
        builder.features(isSet(featuresCols) ? get(featuresCols) : new String[] {features})
                .label(label);
        if (isSet(inputShape)) {
            builder.shape(get(inputShape));
        }
        if (isSet(layers)) {
            builder.network(NetworkSpec.layers(JsonLayers.read(get(layers)).toArray(LayerSpec[]::new)));
        }
        if (isSet(dl4jJson)) {
            builder.network(NetworkSpec.dl4j(get(dl4jJson)));
        }
        if (isSet(initialModel)) {
            builder.set("model.weights", get(initialModel));
        }
        if (isSet(config)) {
            for (String entry : get(config)) {
                builder.override(entry);
            }
        }
        return builder.build();
    }

    private Object value(Param<?> param) {
        Object value = owner.getOrDefault(param);
        if (value instanceof int[] numbers) {
            return Arrays.stream(numbers).boxed().toList();
        }
        return value instanceof Double number && number == Double.POSITIVE_INFINITY ? "infinity" : value;
    }

    /** @throws IllegalArgumentException if a column is missing or of a type that is not read */
    void requireColumns(StructType schema, String features) {
        Columns.requireFeatures(schema, isSet(featuresCols) ? get(featuresCols) : new String[] {features});
        if (isSet(validationIndicatorCol)) {
            Columns.requireIndicator(schema, get(validationIndicatorCol));
        }
    }

    /** Whether it has a value. */
    boolean isSet(Param<?> param) {
        return owner.isDefined(param);
    }

    /** The value of one that is set. */
    <T> T get(Param<T> param) {
        return owner.getOrDefault(param);
    }
}
