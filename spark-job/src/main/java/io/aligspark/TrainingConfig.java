package io.aligspark;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.Settings;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a training does. Every key of {@code conf/reference.conf} can be set: the common ones by a method of their own, all by
 * {@link Builder#set}. What is not set has the default that is written there. Immutable.
 */
public final class TrainingConfig {
    private static final String ORIGIN = "TrainingConfig";

    private final Set<String> given;
    private final Settings settings;

    private TrainingConfig(Set<String> given, Settings settings) {
        this.given = given;
        this.settings = settings;
    }

    /** The defaults. */
    public static Builder builder() {
        return new Builder(Settings.ofValues(Map.of(), ORIGIN), Set.of());
    }

    /**
     * A configuration file, as the command line reads it.
     *
     * @param path on any Hadoop file system
     * @param overrides {@code key=value}
     * @throws IllegalArgumentException if it is missing or wrong
     */
    public static TrainingConfig load(String path, String... overrides) {
        return new TrainingConfig(Set.of(), Settings.load(path, List.of(overrides)));
    }

    static TrainingConfig of(Settings settings) {
        return new TrainingConfig(Set.of(), settings);
    }

    Settings settings() {
        return settings;
    }

    /** Whether the builder was given a value. */
    boolean isGiven(String key) {
        return given.contains(key);
    }

    /** To change some of it. */
    public Builder toBuilder() {
        return new Builder(settings, given);
    }

    /** Every key's value, in HOCON, by key. */
    public Map<String, String> values() {
        return settings.values();
    }

    /** All of it, in HOCON. */
    @Override
    public String toString() {
        return settings.render();
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final Settings base;
        private final Set<String> before;
        private final Map<String, Object> values = new LinkedHashMap<>();
        private final List<String> overrides = new ArrayList<>();

        private Builder(Settings base, Set<String> before) {
            this.base = base;
            this.before = before;
        }

        /** Any key. {@link #build} checks key and value. */
        public Builder set(String key, Object value) {
            values.put(key, value);
            return this;
        }

        /** Any key, as {@code key=value} on the command line; these come last. */
        public Builder override(String keyValue) {
            overrides.add(keyValue);
            return this;
        }

        /** {@code train.epochs}: passes over the samples. */
        public Builder epochs(int epochs) {
            return set("train.epochs", epochs);
        }

        /** {@code train.batch-size}: samples a step, over the whole cluster. */
        public Builder batchSize(int samples) {
            return set("train.batch-size", samples);
        }

        /** {@code train.shard-size}: samples of a logical shard, the unit of work. */
        public Builder shardSize(int samples) {
            return set("train.shard-size", samples);
        }

        /** {@code train.seed}: of all randomness. */
        public Builder seed(long seed) {
            return set("train.seed", seed);
        }

        /** {@code train.patience}: epochs without a lower validation loss after which training ends. */
        public Builder patience(int epochs) {
            return set("train.patience", epochs);
        }

        /** {@code data.validation-fraction}: share of the training samples held out, in [0, 1). */
        public Builder validationFraction(double fraction) {
            return set("data.validation-fraction", fraction);
        }

        /** {@code model.*}: which network. */
        public Builder network(NetworkSpec network) {
            values.putAll(network.values());
            return this;
        }

        /** {@code model.loss}. */
        public Builder loss(LossFunction loss) {
            return set("model.loss", loss.key());
        }

        /** {@code optimizer.name}. */
        public Builder optimizer(StepRule rule) {
            return set("optimizer.name", rule.key());
        }

        /** {@code optimizer.max-learning-rate}: ALI-G's only hyper-parameter, > 0. */
        public Builder maxLearningRate(double rate) {
            return set(MaxLearningRate.KEY, finiteOrText(rate));
        }

        /** {@code optimizer.max-learning-rate = auto}: training finds it. */
        public Builder findMaxLearningRate() {
            return set(MaxLearningRate.KEY, MaxLearningRate.AUTO);
        }

        /** {@code optimizer.learning-rate}: of optimizers that are given one. */
        public Builder learningRate(double rate) {
            return set("optimizer.learning-rate", rate);
        }

        /** {@code optimizer.momentum}, in [0, 1). */
        public Builder momentum(double momentum) {
            return set("optimizer.momentum", momentum);
        }

        /** {@code optimizer.projection-radius}: of the l2 ball that the parameters stay in, > 0; infinite for none. */
        public Builder projectionRadius(double radius) {
            return set("optimizer.projection-radius", finiteOrText(radius));
        }

        /** {@code data.table.features}: columns of numbers, arrays, vectors, or one of images. */
        public Builder features(String... columns) {
            return set("data.table.features", List.of(columns));
        }

        /** {@code data.table.label}: column of classes, texts or values. */
        public Builder label(String column) {
            return set("data.table.label", column);
        }

        /** {@code data.shape}: [features] or [channels, height, width]; found in the DataFrame if it is not set. */
        public Builder shape(int... sizes) {
            return set("data.shape", Arrays.stream(sizes).boxed().toList());
        }

        /** {@code data.classes}: found in the DataFrame if it is not set. */
        public Builder classes(int classes) {
            return set("data.classes", classes);
        }

        private static Object finiteOrText(double value) {
            return value == Double.POSITIVE_INFINITY ? "infinity" : value;
        }

        /**
         * The configuration.
         *
         * @throws IllegalArgumentException if a key is unknown, naming the nearest one, or a value of no type that it can have
         */
        public TrainingConfig build() {
            Set<String> given = new HashSet<>(before);
            given.addAll(values.keySet());
            overrides.forEach(each ->
                    given.add(each.substring(0, Math.max(0, each.indexOf('='))).strip()));
            return new TrainingConfig(given, base.with(values, ORIGIN).with(overrides));
        }
    }
}
