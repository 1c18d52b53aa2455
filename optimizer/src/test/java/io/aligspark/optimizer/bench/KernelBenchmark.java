package io.aligspark.optimizer.bench;

import io.aligspark.optimizer.Adam;
import io.aligspark.optimizer.AdamForm;
import io.aligspark.optimizer.AdamMoments;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.LearningRate;
import io.aligspark.optimizer.MomentumKind;
import io.aligspark.optimizer.Observed;
import io.aligspark.optimizer.Scalars;
import io.aligspark.optimizer.Slice;
import java.util.Collection;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * The vector kernels against the memory they touch: each is divided by a copy of one float vector of the same length, from the
 * same run. Run with {@code mvn -q -pl optimizer test-compile exec:exec@benchmark}, on an otherwise idle machine.
 *
 * <p>Vectors read and written: copy 1 + 1, scale 1 + 1, squared norm 1 + 0, step 2 + 1, step with momentum 3 + 2,
 * Adam 4 + 3.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgs = "-Xmx1g")
public class KernelBenchmark {
    private static final Alig PLAIN = new Alig(0.1, 0, MomentumKind.STANDARD, Alig.DEFAULT_DELTA, 0);
    private static final Alig NESTEROV = new Alig(0.1, 0.9, MomentumKind.STANDARD, Alig.DEFAULT_DELTA, 0);

    private static final Adam ADAM =
            new Adam(LearningRate.constant(1e-3), new AdamMoments(0.9, 0.999, 1e-8, AdamForm.A), 0);

    /** Number of parameters. */
    @Param({"1000000", "10000000"})
    public int length;

    private float[] parameters;
    private float[] gradient;
    private float[] velocity;
    private float[] secondMoment;
    private Decision decision;

    /** Random vectors, a step that leaves them of order one, and numbers that stay normal. */
    @Setup
    public void fill() {
        parameters = random(1);
        gradient = random(2);
        velocity = new float[length];
        secondMoment = new float[length];
        decision = PLAIN.decide(Observed.at(1, 1e-3, Scalars.of(length)));
    }

    /** The yardstick. */
    @Benchmark
    public float[] copy() {
        System.arraycopy(gradient, 0, velocity, 0, length);
        return velocity;
    }

    /** ALI-G without momentum. */
    @Benchmark
    public float[] step() {
        PLAIN.apply(decision, Slice.whole(parameters, gradient, List.of()));
        return parameters;
    }

    /** ALI-G with momentum. */
    @Benchmark
    public float[] stepWithMomentum() {
        NESTEROV.apply(decision, Slice.whole(parameters, gradient, List.of(velocity)));
        return parameters;
    }

    /** Adam; its averages start at zero and stay normal, since the gradient is the same again and again. */
    @Benchmark
    public float[] adam() {
        ADAM.apply(decision, Slice.whole(parameters, gradient, List.of(velocity, secondMoment)));
        return parameters;
    }

    /** ‖g‖². */
    @Benchmark
    public double squaredNorm() {
        return ChunkedSums.total(ChunkedSums.squaredNorm(gradient, length));
    }

    /** The projection's last pass; the factor is so close to 1 that the numbers stay normal. */
    @Benchmark
    public float[] scale() {
        L2Ball.scale(parameters, length, 1 - 1e-6);
        return parameters;
    }

    private float[] random(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] v = new float[length];
        for (int i = 0; i < length; i++) {
            v[i] = (float) random.nextDouble(-1, 1);
        }
        return v;
    }

    /** Runs all and prints times and ratios. */
    public static void main(String[] args) throws RunnerException {
        Options options =
                new OptionsBuilder().include(KernelBenchmark.class.getName()).build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.printf("%n%10s %-18s %12s %14s%n", "floats", "kernel", "us", "time / copy");
        for (RunResult result : results) {
            String size = result.getParams().getParam("length");
            double copy = results.stream()
                    .filter(other -> label(other).equals("copy")
                            && other.getParams().getParam("length").equals(size))
                    .findFirst()
                    .orElseThrow()
                    .getPrimaryResult()
                    .getScore();
            double score = result.getPrimaryResult().getScore();
            System.out.printf("%10s %-18s %12.1f %14.2f%n", size, label(result), score, score / copy);
        }
    }

    private static String label(RunResult result) {
        return result.getPrimaryResult().getLabel();
    }
}
