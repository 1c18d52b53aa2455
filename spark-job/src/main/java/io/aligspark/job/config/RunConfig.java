package io.aligspark.job.config;

import io.aligspark.job.data.Augmentation;
import io.aligspark.job.data.BadRecordPolicy;
import io.aligspark.job.data.CsvOptions;
import io.aligspark.job.data.DataConfig;
import io.aligspark.job.data.DataFormat;
import io.aligspark.job.data.DataSource;
import io.aligspark.job.data.ImageOptions;
import io.aligspark.job.data.LibsvmOptions;
import io.aligspark.job.data.SnliOptions;
import io.aligspark.job.data.TableOptions;
import io.aligspark.job.data.Validation;
import io.aligspark.networks.Device;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Losses;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import io.aligspark.networks.Shape;
import io.aligspark.networks.TopKEntropy;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.Optimizer;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a run does, read from {@link Settings} and checked. Immutable.
 *
 * @param network to be trained
 * @param weights where its parameters start; empty for its own initialisation
 * @param loss minimised
 * @param data samples
 * @param optimizer step rule
 * @param projection constraint on the parameters
 * @param train length and cut of the training
 * @param checkpoint how often and how many
 * @param exchange how tasks exchange vectors
 * @param engine what computes
 */
public record RunConfig(
        Network network,
        Optional<Weights> weights,
        Loss loss,
        DataConfig data,
        Optimizer optimizer,
        L2Ball projection,
        Train train,
        Checkpoint checkpoint,
        Exchange exchange,
        Engine engine) {

    /**
     * Parameters and running statistics from a file.
     *
     * @param path of a safetensors file
     * @param ignored tensors of the network that start by their own initialisation: regular expressions of names
     */
    public record Weights(String path, List<Pattern> ignored) {
        /** Copies the list. */
        public Weights {
            ignored = List.copyOf(ignored);
        }
    }

    /**
     * Length and cut of the training.
     *
     * @param epochs passes over the samples, at least 1
     * @param batchSize samples a step over the whole cluster, at least 1
     * @param shardSize samples of a logical shard, at least 1
     * @param seed of all randomness
     * @param topK k of the top-k accuracy, at least 1
     * @param reshuffle when samples move between shards
     * @param patience epochs without a lower validation loss after which training ends; 0 for none
     */
    public record Train(
            int epochs, int batchSize, int shardSize, long seed, int topK, Reshuffle reshuffle, int patience) {

        /** When training samples move between logical shards. */
        public enum Reshuffle {
            /** A sample stays in its shard; only the order in it changes. */
            NEVER,
            /** At the start of every epoch. */
            EPOCH
        }

        /** Their assignment to tasks takes time and memory of the square of their number: at this one, seconds. */
        private static final int MOST_SHARDS = 8192;

        /** @throws IllegalArgumentException if a value is below 1, or a batch has too many shards */
        public Train {
            requireAtLeastOne("train.epochs", epochs);
            requireAtLeastOne("train.batch-size", batchSize);
            requireAtLeastOne("train.shard-size", shardSize);
            requireAtLeastOne("train.top-k", topK);
            if (patience < 0) {
                throw new IllegalArgumentException("train.patience must be >= 0, but was " + patience);
            }
            int shards = (int) ((batchSize + (long) shardSize - 1) / shardSize);
            if (shards > MOST_SHARDS) {
                throw new IllegalArgumentException(
                        "train.batch-size = " + batchSize + " in shards of train.shard-size = " + shardSize
                                + " must be at most " + MOST_SHARDS + " shards, but is " + shards);
            }
        }
    }

    /**
     * When state is saved.
     *
     * @param everyEpochs epochs between checkpoints, at least 1
     * @param keep how many of the newest stay, at least 1
     */
    public record Checkpoint(int everyEpochs, int keep) {
        /** @throws IllegalArgumentException if a value is below 1 */
        public Checkpoint {
            requireAtLeastOne("checkpoint.every-epochs", everyEpochs);
            requireAtLeastOne("checkpoint.keep", keep);
        }
    }

    /**
     * How tasks exchange vectors.
     *
     * @param reduction who holds the vectors
     * @param precision that gradients and parameters travel with between tasks
     * @param maxRestarts how often a run that lost a task goes on by itself, at least 0
     * @param timeoutSeconds how long a task may be silent, or behind the others, at least 1
     * @param port first port that tasks listen on, 0 for any
     */
    public record Exchange(Reduction reduction, Precision precision, int maxRestarts, int timeoutSeconds, int port) {

        /** Who holds parameters and state, and adds up gradients. */
        public enum Reduction {
            /** The driver: a Spark job a step. */
            DRIVER,
            /** Long-lived tasks among themselves. */
            PEER,
            /** Whichever suits the run. */
            AUTO
        }

        /** @throws IllegalArgumentException if a number is out of its range, or 16 bits are to go through the driver */
        public Exchange {
            if (precision == Precision.BF16 && reduction == Reduction.DRIVER) {
                throw new IllegalArgumentException(
                        "exchange.precision = bf16 expects train.reduction = peer or auto, but found driver");
            }
            if (maxRestarts < 0) {
                throw new IllegalArgumentException("train.max-restarts must be >= 0, but was " + maxRestarts);
            }
            requireAtLeastOne("exchange.timeout", timeoutSeconds);
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("exchange.port must be in [0, 65535], but was " + port);
            }
        }
    }

    /**
     * What computes.
     *
     * @param name of the engine
     * @param threads compute threads of a task, at least 1
     * @param device that tasks compute on
     * @param precision that they compute in
     */
    public record Engine(String name, int threads, Device.Choice device, Precision precision) {
        /** @throws IllegalArgumentException if there is no thread, or the precision is not that of the engine */
        public Engine {
            requireAtLeastOne("engine.threads", threads);
            if (name.equals("dl4j") && precision != Precision.FP32) {
                throw new IllegalArgumentException(
                        "engine.precision must be fp32 with engine.name = dl4j, but was bf16: use engine.name = torch");
            }
        }

        /**
         * Reads {@code engine.*}.
         *
         * @throws IllegalArgumentException if a value breaks its rule, naming the key
         */
        public static Engine of(Settings settings) {
            return new Engine(
                    settings.text("engine.name"),
                    settings.integer("engine.threads"),
                    settings.choice("engine.device", Device.Choice.class),
                    settings.choice("engine.precision", Precision.class));
        }
    }

    /**
     * Reads and checks every setting. Where {@link MaxLearningRate} is {@code auto}, some number takes its place.
     *
     * @throws IllegalArgumentException if a value has the wrong type or breaks its rule, naming the key
     */
    public static RunConfig of(Settings given) {
        Settings settings = MaxLearningRate.withAny(given);
        DataConfig data = data(settings);
        Loss loss = loss(settings, data);
        Network network = NetworkSettings.read(settings, new Shape(data.shape()), data.outputs());
        return new RunConfig(
                network,
                NetworkSettings.weights(settings),
                loss,
                data,
                OptimizerSettings.read(settings, network.parameters()),
                new L2Ball(settings.number("optimizer.projection-radius")),
                new Train(
                        settings.integer("train.epochs"),
                        settings.integer("train.batch-size"),
                        settings.integer("train.shard-size"),
                        settings.whole("train.seed"),
                        settings.integer("train.top-k"),
                        settings.choice("data.reshuffle", Train.Reshuffle.class),
                        settings.integer("train.patience")),
                new Checkpoint(settings.integer("checkpoint.every-epochs"), settings.integer("checkpoint.keep")),
                new Exchange(
                        settings.choice("train.reduction", Exchange.Reduction.class),
                        settings.choice("exchange.precision", Precision.class),
                        settings.integer("train.max-restarts"),
                        settings.integer("exchange.timeout"),
                        settings.integer("exchange.port")),
                Engine.of(settings));
    }

    private static Loss loss(Settings settings, DataConfig data) {
        Loss loss = Losses.of(
                settings.text("model.loss"),
                settings.integer("model.loss-k"),
                settings.choice("model.loss-form", TopKEntropy.Form.class),
                data.outputs());
        if (loss.onClasses() != data.classes() > 0) {
            throw new IllegalArgumentException("model.loss = " + loss.name()
                    + (loss.onClasses() ? " expects data.classes >= 2" : " is on values and expects data.classes = 0")
                    + ", but found " + data.classes());
        }
        return loss;
    }

    private static DataConfig data(Settings settings) {
        String delimiter = settings.text("data.csv.delimiter");
        if (delimiter.length() != 1) {
            throw new IllegalArgumentException(
                    "data.csv.delimiter must be one character, but was \"" + delimiter + "\"");
        }
        return new DataConfig(
                settings.choice("data.format", DataFormat.class),
                settings.text("data.root"),
                source(settings, "data.train"),
                settings.has("data.test.samples") ? source(settings, "data.test") : null,
                new Validation(
                        settings.number("data.validation-fraction"), settings.integer("data.validation-samples")),
                settings.integer("data.classes"),
                settings.texts("data.label-values"),
                settings.integers("data.shape"),
                settings.number("data.scale"),
                settings.numbers("data.mean"),
                settings.numbers("data.std"),
                new CsvOptions(
                        delimiter.charAt(0),
                        settings.flag("data.csv.header"),
                        settings.text("data.csv.label-column"),
                        settings.texts("data.csv.features"),
                        settings.texts("data.csv.exclude")),
                new LibsvmOptions(settings.integer("data.libsvm.first-index")),
                new ImageOptions(
                        settings.integer("data.images.resize"),
                        settings.choice("data.images.keep", ImageOptions.Keep.class),
                        settings.flag("data.images.exif-orientation")),
                new SnliOptions(settings.text("data.snli.vectors")),
                new TableOptions(
                        settings.text("data.table.source"),
                        settings.texts("data.table.options"),
                        settings.texts("data.table.features"),
                        settings.text("data.table.label")),
                new Augmentation(
                        settings.integer("data.augment.pad"),
                        settings.choice("data.augment.crop", Augmentation.Crop.class),
                        settings.flag("data.augment.flip")),
                new BadRecordPolicy(
                        settings.choice("data.on-bad-record", BadRecordPolicy.OnBadRecord.class),
                        settings.number("data.max-bad-fraction")));
    }

    private static DataSource source(Settings settings, String key) {
        return new DataSource(settings.text(key + ".samples"), settings.text(key + ".labels"));
    }

    private static void requireAtLeastOne(String key, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(key + " must be >= 1, but was " + value);
        }
    }
}
