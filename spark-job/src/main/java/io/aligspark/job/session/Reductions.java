package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.exchange.ExchangeOptions;
import io.aligspark.job.reduction.DriverReduction;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.DriverVectors;
import io.aligspark.job.vectors.PeerVectors;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Precision;
import java.time.Duration;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;

/**
 * Which reduction a run uses.
 *
 * @param peer whether the ranks hold the vectors, not the driver
 * @param why for people
 */
public record Reductions(boolean peer, String why) {
    /** With fewer steps in an epoch, starting the ranks takes longer than they save. */
    private static final int FEWEST_STEPS = 8;

    /**
     * The configured one, or the one that suits the run.
     *
     * @param alone whether no other run shares the cluster
     * @throws IllegalArgumentException if the only one for the configured precision is not possible
     */
    static Reductions choose(RunConfig config, TrainingData data, SparkConf spark, boolean alone) {
        String rounding = precision(config, data) == Precision.FP32 ? "" : ", 16-bit exchange";
        return switch (config.exchange().reduction()) {
            case DRIVER -> new Reductions(false, "as configured");
            case PEER -> new Reductions(true, "as configured" + rounding);
            case AUTO ->
                config.exchange().precision() == Precision.BF16 ? forPrecision(spark) : automatic(data, spark, alone);
        };
    }

    private static Reductions forPrecision(SparkConf spark) {
        if (spark.getBoolean("spark.speculation", false)) {
            throw new IllegalArgumentException(
                    "exchange.precision = bf16 expects spark.speculation = false, which would"
                            + " start ranks twice, but found true");
        }
        return new Reductions(true, "for exchange.precision = bf16");
    }

    /** With one shard a batch there is one rank, which exchanges nothing: nothing is rounded. */
    public static Precision precision(RunConfig config, TrainingData data) {
        boolean rounded = config.exchange().precision() == Precision.BF16
                && data.packed().schedule().shards() > 1;
        return rounded ? Precision.BF16 : Precision.FP32;
    }

    private static Reductions automatic(TrainingData data, SparkConf spark, boolean alone) {
        int ranks = data.packed().shards().tasks();
        int steps = data.packed().schedule().stepsPerEpoch();
        if (!alone) {
            return new Reductions(false, "other runs share the task slots");
        }
        if (spark.getBoolean("spark.speculation", false)) {
            return new Reductions(false, "spark.speculation would start ranks twice");
        }
        if (steps < FEWEST_STEPS) {
            return new Reductions(false, "an epoch has only " + steps + " steps");
        }
        return new Reductions(
                true,
                ranks == 1 ? "no Spark job a step" : "no Spark job a step, " + ranks + " ranks exchange directly");
    }

    /** For people. */
    String description() {
        return (peer ? "peer" : "driver") + " reduction (" + why + ")";
    }

    /** What holds the vectors of a run that goes on from a state, whose arrays it updates in place. */
    public Vectors vectors(Cluster cluster, RunConfig config, TrainingData data, TrainingState start) {
        if (!peer) {
            return new DriverVectors(
                    new DriverReduction(cluster.context(), data.packed().shards(), data.computation()),
                    config.optimizer(),
                    config.projection(),
                    start);
        }
        return new PeerVectors(
                cluster.context(),
                data.packed().shards(),
                data.computation(),
                config.optimizer(),
                config.projection(),
                options(config, cluster.context().getConf()),
                precision(config, data),
                start);
    }

    private static ExchangeOptions options(RunConfig config, SparkConf spark) {
        return new ExchangeOptions(
                Duration.ofSeconds(config.exchange().timeoutSeconds()),
                config.exchange().port(),
                spark.getInt("spark.port.maxRetries", 16),
                Stream.of("spark.network.crypto.enabled", "spark.ssl.enabled", "spark.ssl.rpc.enabled")
                        .anyMatch(key -> spark.getBoolean(key, false)));
    }
}
