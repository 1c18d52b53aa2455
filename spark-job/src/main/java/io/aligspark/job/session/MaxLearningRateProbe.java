package io.aligspark.job.session;

import io.aligspark.job.config.MaxLearningRate;
import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.DriverReduction;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.shards.EpochShards;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.DriverVectors;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.spark.api.java.JavaRDD;

/**
 * Finds {@code optimizer.max-learning-rate = auto}: trains a few steps from the same start with each of some powers of ten,
 * as many at a time as the cluster has room for, and takes the one whose training loss is lowest at the end. Where that is
 * the smallest or largest tried, the next power of ten is tried, too. A function of the configuration: how many run at a
 * time does not matter. Driver.
 */
final class MaxLearningRateProbe {
    /** Steps of a trial, less where the run itself has less. */
    static final int STEPS = 100;
    /** The loss of a trial is the mean over its last steps. */
    private static final int COUNTED = 25;

    private static final List<Integer> FIRST_EXPONENTS = List.of(-2, -1, 0, 1);
    private static final int SMALLEST_EXPONENT = -6;
    private static final int LARGEST_EXPONENT = 6;

    private final Cluster cluster;
    private final TrainingData data;
    private final Events events;

    MaxLearningRateProbe(Cluster cluster, TrainingData data, Events events) {
        this.cluster = cluster;
        this.data = data;
        this.events = events;
    }

    /**
     * The settings with a number in place of {@code auto}.
     *
     * @param start of the run, only read
     * @param steps the last step of the run
     * @throws IllegalArgumentException if training breaks at every rate
     */
    Settings choose(Settings settings, TrainingState start, long steps) {
        int trialSteps = (int) Math.min(STEPS, steps - start.step());
        events.note("probing " + MaxLearningRate.KEY + ": " + trialSteps + " steps with each of some powers of ten");
        NavigableMap<Integer, Double> losses = new TreeMap<>();
        List<Integer> next = FIRST_EXPONENTS;
        while (!next.isEmpty()) {
            losses.putAll(trials(settings, start, next, trialSteps));
            next = beyondTheEdge(losses);
        }
        int best = best(losses);
        if (losses.get(best).isInfinite()) {
            throw new IllegalArgumentException(MaxLearningRate.KEY + " = auto found none: training breaks at each of "
                    + losses.keySet().stream().map(MaxLearningRateProbe::value).toList()
                    + "; look at the data for values that are far too large");
        }
        events.note(MaxLearningRate.KEY + " = " + value(best));
        return settings.with(MaxLearningRate.KEY, value(best));
    }

    /** The lowest loss; of equal ones the smallest rate. */
    private static int best(Map<Integer, Double> losses) {
        return losses.entrySet().stream()
                .min(Map.Entry.<Integer, Double>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .orElseThrow()
                .getKey();
    }

    private static List<Integer> beyondTheEdge(NavigableMap<Integer, Double> losses) {
        int best = best(losses);
        if (best == losses.lastKey() && best < LARGEST_EXPONENT) {
            return List.of(best + 1);
        }
        return best == losses.firstKey() && best > SMALLEST_EXPONENT ? List.of(best - 1) : List.of();
    }

    private Map<Integer, Double> trials(Settings settings, TrainingState start, List<Integer> exponents, int steps) {
        int shards = data.packed().schedule().shards();
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, cluster.slots() / shards));
        try {
            Map<Integer, Future<Double>> running = new TreeMap<>();
            for (int exponent : exponents) {
                running.put(
                        exponent,
                        threads.submit(
                                () -> loss(settings.with(MaxLearningRate.KEY, value(exponent)), start.copy(), steps)));
            }
            Map<Integer, Double> losses = new TreeMap<>();
            for (Map.Entry<Integer, Future<Double>> trial : running.entrySet()) {
                double loss = trial.getValue().get();
                events.note(String.format(
                        Locale.ROOT,
                        "  %-8s %s",
                        value(trial.getKey()),
                        Double.isInfinite(loss) ? "diverged" : String.format(Locale.ROOT, "loss %.5f", loss)));
                losses.put(trial.getKey(), loss);
            }
            return losses;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
        }
    }

    /** The training loss at the end of a trial; infinite if training broke. */
    private double loss(Settings settings, TrainingState start, int steps) {
        RunConfig config = RunConfig.of(settings);
        List<Double> losses = new ArrayList<>();
        TrainingLoop.Listener listener = new TrainingLoop.Listener() {
            @Override
            public void stepTaken(long step, BatchLoss batch, Decision decision) {
                losses.add(batch.lossMean());
            }

            @Override
            public EpochEnd epochEnded(TrainingState state) {
                return new EpochEnd(data.packed().schedule().epoch(state.step()), Double.NaN, Double.NaN);
            }

            @Override
            public boolean epochClosed(TrainingState state) {
                return true;
            }
        };
        // All trials in the shards of one epoch, whoever is first. Not closed: that would free what the run itself
        // needs.
        JavaRDD<ShardBlock> shards =
                data.packed().shards().of(data.packed().schedule().epoch(start.step() + 1));
        DriverReduction reduction =
                new DriverReduction(cluster.context(), new EpochShards.Unmoved(shards), data.computation());
        try {
            Vectors vectors = new DriverVectors(reduction, config.optimizer(), config.projection(), start);
            new TrainingLoop(data.packed().schedule(), vectors, config.optimizer(), listener).run(start.step() + steps);
        } catch (TrainingFault | ArithmeticException e) {
            return Double.POSITIVE_INFINITY;
        }
        return losses.subList(Math.max(0, losses.size() - COUNTED), losses.size()).stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElseThrow();
    }

    private static String value(int exponent) {
        return BigDecimal.ONE.scaleByPowerOfTen(exponent).toPlainString();
    }
}
