package io.aligspark.job.bench;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.launch.Launch;
import io.aligspark.job.launch.PrintedNotes;
import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.BatchMean.Timing;
import io.aligspark.job.reduction.ShardComputation;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.InitialState;
import io.aligspark.job.session.Reductions;
import io.aligspark.job.session.Samples;
import io.aligspark.job.session.TrainingData;
import io.aligspark.job.session.TrainingLoop;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.shards.ShardAssignment;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Precision;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.apache.spark.api.java.JavaRDD;

/** Where the time of a training step goes, against the engine alone and an empty Spark job in the same run. Driver. */
public final class Benchmark {
    private static final int WARM_UP = 10;
    /** Jobs of one step, for what an epoch's costs the peer reduction beside its steps. */
    private static final int SHORT_JOBS = 5;

    private final Launch launch;
    private Cluster cluster;
    private final PrintStream out;

    /** Runs on that cluster; prints to {@code out}. */
    public Benchmark(Launch launch, PrintStream out) {
        this.launch = launch;
        this.out = out;
    }

    /** Steps, and what an epoch costs beside them: until the ranks have the state, and until the driver has it. */
    private record Run(List<Step> steps, double start, double end) {}

    /** A training step, and an empty job right after it: Spark's own speed drifts. */
    private record Step(double seconds, Timing timing, double emptyJob) {
        double compute() {
            return timing.compute();
        }

        double update() {
            return seconds - timing.broadcast() - timing.compute() - timing.gather() - timing.combine();
        }
    }

    /** Measures a number of steps of the configured training, after a warm-up. */
    public void run(RunConfig config, int steps) {
        cluster = launch.start(config);
        TrainingData loaded = TrainingData.load(
                cluster, config, Samples.inFiles(config.data()).apply(cluster.context()));
        PackedSamples.Training data = loaded.packed();
        ShardComputation computation = loaded.computation();
        Precision precision = Reductions.precision(config, loaded);
        out.printf(
                Locale.ROOT,
                "%s, %,d parameters, batch %d in %d shards, %smedians of %d steps%n%n",
                config.network().name(),
                config.network().parameters().length(),
                config.train().batchSize(),
                data.schedule().shards(),
                precision == Precision.FP32 ? "" : "peer in 16 bits, ",
                steps);

        List<ShardBlock> blocks = data.shards().of(1).collect();
        double preparation = preparation(computation, blocks, steps);
        double engine = engineAlone(config, computation, blocks, steps);
        Run ranks = training(config, loaded, true, steps);
        List<Step> peer = ranks.steps();
        List<Step> driver = training(config, loaded, false, steps).steps();
        double emptyJob = median(driver, Step::emptyJob);
        double added = median(driver, each -> each.seconds() - each.timing().compute() - each.emptyJob());

        out.printf(Locale.ROOT, "  %-46s %10s %10s%n", "ratios", "driver", "peer");
        line("training step / engine alone on one thread", driver, peer, Step::seconds, 1 / engine);
        line("compute of the slowest task / engine alone", driver, peer, Step::compute, 1 / engine);
        line("computing / preparing a batch, one thread", (engine - preparation) / preparation);
        line("what we add to a Spark job / empty Spark job", added / emptyJob);
        out.printf(
                Locale.ROOT,
                "  %-46s %10s %10.3f%n",
                "bytes a task sends / " + (precision == Precision.FP32 ? "least of any exchange" : "least in 32 bits"),
                "",
                ShardAssignment.of(data.schedule().shards(), data.shards().tasks())
                                .overIdeal()
                        * precision.bytes()
                        / Float.BYTES);
        out.printf(Locale.ROOT, "%n  %-46s %10s %10s%n", "milliseconds a step", "driver", "peer");
        line("engine alone, one thread, no Spark", 1e3 * engine);
        line("  preparing the batch (decode, augment)", 1e3 * preparation);
        line("training step", driver, peer, Step::seconds, 1e3);
        line("  compute (slowest task)", driver, peer, Step::compute, 1e3);
        line("  all else", driver, peer, each -> each.seconds() - each.compute(), 1e3);
        line("    broadcast", 1e3 * median(driver, each -> each.timing().broadcast()));
        line(
                "    gather (scheduling and results)",
                1e3 * median(driver, each -> each.timing().gather()));
        line("    combine", 1e3 * median(driver, each -> each.timing().combine()));
        line("    step and projection", 1e3 * median(driver, Step::update));
        line("empty Spark job", 1e3 * emptyJob);
        out.printf(Locale.ROOT, "%n  %-46s %10s %10s%n", "milliseconds an epoch, beside its steps", "", "peer");
        out.printf(Locale.ROOT, "  %-46s %10s %10.3f%n", "ranks start and take the state", "", 1e3 * ranks.start());
        out.printf(
                Locale.ROOT, "  %-46s %10s %10.3f%n", "the driver takes it back, ranks leave", "", 1e3 * ranks.end());
    }

    private void line(String name, List<Step> driver, List<Step> peer, ToDoubleFunction<Step> value, double unit) {
        out.printf(
                Locale.ROOT, "  %-46s %10.3f %10.3f%n", name, unit * median(driver, value), unit * median(peer, value));
    }

    private void line(String name, double value) {
        out.printf(Locale.ROOT, "  %-46s %10.3f%n", name, value);
    }

    /** All shards of a batch one after another on this thread. */
    private static double engineAlone(
            RunConfig config, ShardComputation computation, List<ShardBlock> blocks, int steps) {
        float[] parameters =
                config.network().parameters().initialValues(config.train().seed());
        float[] buffers = config.network().buffers().initialValues(0);
        double[] seconds = new double[steps];
        for (int i = -WARM_UP; i < steps; i++) {
            long start = System.nanoTime();
            computation.withModel(parameters, buffers, model -> {
                // Always the first step: a full batch.
                blocks.forEach(block -> computation.sums(model, block, 1));
                return null;
            });
            if (i >= 0) {
                seconds[i] = 1e-9 * (System.nanoTime() - start);
            }
        }
        return median(seconds);
    }

    /** Decoding and augmenting all samples of a batch on this thread. */
    private static double preparation(ShardComputation computation, List<ShardBlock> blocks, int steps) {
        BatchSchedule schedule = computation.schedule();
        double[] seconds = new double[steps];
        for (int i = -WARM_UP; i < steps; i++) {
            long start = System.nanoTime();
            for (ShardBlock block : blocks) {
                int[] order = schedule.order(1, block.index());
                computation.decode(block, schedule.samplesAt(1, block.index(), order), 1);
            }
            if (i >= 0) {
                seconds[i] = 1e-9 * (System.nanoTime() - start);
            }
        }
        return median(seconds);
    }

    private static double emptyJob(JavaRDD<ShardBlock> shards) {
        long start = System.nanoTime();
        shards.mapPartitions(blocks -> List.of(1).iterator()).collect();
        return 1e-9 * (System.nanoTime() - start);
    }

    /** Takes the time of the steps after the warm-up. */
    private static final class Watch implements TrainingLoop.Listener {
        private final List<Step> taken = new ArrayList<>();
        private final PackedSamples.Training data;
        private final boolean peer;
        private long start = System.nanoTime();
        private long end;

        Watch(PackedSamples.Training data, boolean peer) {
            this.data = data;
            this.peer = peer;
        }

        @Override
        public void stepTaken(long step, BatchLoss batch, Decision decision) {
            end = System.nanoTime();
            // The ranks of the peer reduction leave no slot for one.
            double emptyJob =
                    peer ? 0 : emptyJob(data.shards().of(data.schedule().epoch(step)));
            if (step > WARM_UP) {
                taken.add(new Step(1e-9 * (end - start), batch.timing(), emptyJob));
            }
            start = System.nanoTime();
        }

        @Override
        public EpochEnd epochEnded(TrainingState state) {
            return new EpochEnd(0, Double.NaN, Double.NaN);
        }

        @Override
        public boolean epochClosed(TrainingState state) {
            return true;
        }
    }

    private Run training(RunConfig config, TrainingData data, boolean peer, int steps) {
        Watch watch = new Watch(data.packed(), peer);
        TrainingState state = InitialState.of(config, new PrintedNotes(out))
                .forSamples(
                        config.optimizer().sampleMemoryNames(),
                        data.packed().schedule().samples());
        double[] starts = new double[SHORT_JOBS];
        double[] ends = new double[SHORT_JOBS];
        try (Vectors vectors = new Reductions(peer, "").vectors(cluster, config, data, state)) {
            TrainingLoop loop = new TrainingLoop(data.packed().schedule(), vectors, config.optimizer(), watch);
            long last = WARM_UP + (long) steps;
            loop.run(last);
            List<Step> measured = List.copyOf(watch.taken);
            double step = median(measured, Step::seconds);
            for (int i = 0; i < SHORT_JOBS; i++) {
                long start = System.nanoTime();
                loop.run(last + 1 + i);
                starts[i] = 1e-9 * (watch.end - start) - step;
                ends[i] = 1e-9 * (System.nanoTime() - watch.start);
            }
            return new Run(measured, median(starts), median(ends));
        }
    }

    private static double median(List<Step> steps, ToDoubleFunction<Step> value) {
        return median(steps.stream().mapToDouble(value).toArray());
    }

    /** The middle value, the upper one of two. */
    static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
