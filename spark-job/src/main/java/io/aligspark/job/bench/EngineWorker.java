package io.aligspark.job.bench;

import io.aligspark.networks.Batch;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.ProfiledEngine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The process that {@link EngineBenchmark} measures. Arguments: the case, the engine, and {@link #BASELINE} for that. Reads
 * {@code steps N} or {@code profile N SHARD-SIZE} from its input and answers each with a line that starts with
 * {@link #RESULT}.
 */
final class EngineWorker {
    static final String RESULT = "result ";
    static final String BASELINE = "baseline";
    /** Beside the parts of a step: {@code System.arraycopy} of as many floats as there are parameters. */
    static final String COPY = "copy";

    private static final int WARM_UP = 3;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final float[] parameters;
    private final float[] buffers;
    private final float[] gradientSum;
    private final float[] bufferSum;

    private EngineWorker(EngineCase measured) {
        parameters = measured.network().parameters().initialValues(1);
        buffers = measured.network().buffers().initialValues(0);
        gradientSum = new float[parameters.length];
        bufferSum = new float[buffers.length];
    }

    /** Runs until its input ends. */
    public static void main(String[] arguments) throws IOException {
        // Whatever else is printed must not come between the answers.
        PrintStream answers = System.out;
        System.setOut(System.err);
        EngineCase measured = EngineCase.of(arguments[0]);
        EngineProvider provider = EngineProvider.of(arguments[1]);
        EngineWorker worker = new EngineWorker(measured);
        List<Batch> whole = measured.shards(measured.batchSize());
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        boolean baseline = arguments.length > 2 && arguments[2].equals(BASELINE);
        try (Engine engine = baseline
                ? provider.createBaseline(measured.network(), measured.loss())
                : provider.create(measured.network(), measured.loss())) {
            for (String line = commands.readLine(); line != null; line = commands.readLine()) {
                String[] words = line.split(" ", -1);
                int steps = Integer.parseInt(words[1]);
                String answer;
                if ("steps".equals(words[0])) {
                    long before = THREADS.getCurrentThreadCpuTime();
                    double seconds = worker.run(engine, whole, steps);
                    double cpu = 1e-9 * (THREADS.getCurrentThreadCpuTime() - before) / steps;
                    answer = seconds + " " + cpu + " " + residentKilobytes();
                } else {
                    try (ProfiledEngine profiled = provider.createProfiled(measured.network(), measured.loss())) {
                        answer = worker.profile(profiled, measured.shards(Integer.parseInt(words[2])), steps);
                    }
                }
                answers.println(RESULT + answer);
                answers.flush();
            }
        }
    }

    /** Seconds a step. */
    private double run(Engine engine, List<Batch> shards, int steps) {
        long start = System.nanoTime();
        for (int i = 0; i < steps; i++) {
            Engine.Model model = engine.load(parameters, buffers);
            for (Batch shard : shards) {
                model.lossAndGradient(shard, i, gradientSum, bufferSum);
            }
        }
        return 1e-9 * (System.nanoTime() - start) / steps;
    }

    /** Words {@code part=seconds}, medians of the steps after a warm-up; {@link #COPY} between them. */
    private String profile(ProfiledEngine engine, List<Batch> shards, int steps) {
        run(engine, shards, WARM_UP);
        float[] copy = new float[parameters.length];
        Map<String, double[]> spent = new LinkedHashMap<>();
        Map<String, Double> before = engine.seconds();
        for (int i = 0; i < steps; i++) {
            run(engine, shards, 1);
            Map<String, Double> after = engine.seconds();
            for (Map.Entry<String, Double> part : after.entrySet()) {
                spent.computeIfAbsent(part.getKey(), name -> new double[steps])[i] =
                        part.getValue() - before.get(part.getKey());
            }
            before = after;
            long start = THREADS.getCurrentThreadCpuTime();
            System.arraycopy(parameters, 0, copy, 0, copy.length);
            spent.computeIfAbsent(COPY, name -> new double[steps])[i] =
                    1e-9 * (THREADS.getCurrentThreadCpuTime() - start);
        }
        return spent.entrySet().stream()
                .map(part -> part.getKey() + "=" + Benchmark.median(part.getValue()))
                .collect(Collectors.joining(" "));
    }

    /** Resident memory of this process; 0 where the system does not tell. */
    private static long residentKilobytes() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }
}
