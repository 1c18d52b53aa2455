package io.aligspark.job.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.aligspark.job.reduction.BatchLoss;
import io.aligspark.job.reduction.BatchMean;
import io.aligspark.job.reduction.Reduction;
import io.aligspark.job.shards.BatchSchedule;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.DriverVectors;
import io.aligspark.job.vectors.Vectors;
import io.aligspark.networks.Batch;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Golden;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.optimizer.Alig;
import io.aligspark.optimizer.ChunkedSums;
import io.aligspark.optimizer.Decision;
import io.aligspark.optimizer.EpochEnd;
import io.aligspark.optimizer.L2Ball;
import io.aligspark.optimizer.MomentumKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The training loop with the DL4J engine against PyTorch's float64 runs of the authors' optimizer. */
class GoldenTrainingTest {

    /** What a step did. */
    private record Taken(double loss, Decision decision, double norm) {}

    /** Every loss on an MLP, and of every other network the first. */
    static Stream<Arguments> cases() {
        return all().filter(GoldenTrainingTest::isQuick);
    }

    /** The other losses of the other networks. */
    static Stream<Arguments> moreCases() {
        return all().filter(one -> !isQuick(one));
    }

    private static boolean isQuick(Arguments one) {
        String name = (String) one.get()[0];
        boolean first = Golden.read(name).losses().get(0).equals(one.get()[1]);
        return name.equals("mlp") || (first && !name.equals("resnet-18"));
    }

    /** Every loss of every case that starts from zero states; of ResNet-18, which takes long, one. */
    private static Stream<Arguments> all() {
        Stream<Arguments> all = Stream.of(
                        "softmax-regression",
                        "mlp",
                        "lenet",
                        "wrn-10-1",
                        "wrn-16-2",
                        "densenet-22-8",
                        "sentence-pair:padding-participates",
                        "sentence-pair:masked",
                        "dnc")
                .flatMap(name -> Golden.read(name).losses().stream().map(loss -> Arguments.of(name, loss)));
        return Stream.concat(all, Stream.of(Arguments.of("resnet-18", "top-5-entropy-definition")));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void stepsAgreeWithPyTorch(String name, String loss) {
        compareSteps(name, loss);
    }

    @ParameterizedTest
    @MethodSource("moreCases")
    @Tag("exhaustive")
    void soDoThoseOfAllNetworksAndLosses(String name, String loss) {
        compareSteps(name, loss);
    }

    private static void compareSteps(String name, String loss) {
        Golden golden = Golden.read(name);
        Network network = golden.network();
        boolean batchNorm = network.buffers().length() > 0;
        for (JsonNode expected : golden.run(loss).get("alig")) {
            double radius = expected.get("radius").isNull()
                    ? Double.POSITIVE_INFINITY
                    : expected.get("radius").asDouble();
            List<Taken> steps = train(
                    network, Golden.loss(loss), golden.parameters(), alig(expected), radius, 3, step -> golden.batch());
            String which = expected.toString();
            for (int i = 0; i < 2; i++) {
                JsonNode step = expected.get("steps").get(i);
                assertLoss(expected, step.get("loss").asDouble(), i, steps.get(i).loss, batchNorm);
                if (i == 0) {
                    double stepSize = step.get("stepSize").asDouble();
                    assertEquals(
                            stepSize, steps.get(i).decision.stepSize(), (batchNorm ? 1e-4 : 1e-5) * stepSize, which);
                    double norm = step.get("weightNormAfter").asDouble();
                    assertEquals(norm, steps.get(i).norm, 1e-4 * norm, which);
                }
            }
            assertLoss(expected, expected.get("lossAfterTwoSteps").asDouble(), 2, steps.get(2).loss, batchNorm);
        }
    }

    /** Tolerance of the golden values' README: that of the class, or ten times PyTorch's own float32 deviation. */
    private static void assertLoss(JsonNode run, double truth, int step, double actual, boolean batchNorm) {
        double scale = Math.max(Math.abs(truth), 1e-3);
        JsonNode float32 = run.path("float32").path("losses").path(step);
        double deviation = float32.isMissingNode() ? 0 : Math.abs(float32.asDouble() - truth) / scale;
        double tolerance = Math.max(batchNorm ? 1e-3 : 1e-4, 10 * deviation);
        assertEquals(truth, actual, tolerance * scale, () -> "loss after " + step + " steps of " + run);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void fiftyStepsOnDigitsFollowPyTorch(int index) throws IOException {
        Golden golden = Golden.read("trajectory");
        JsonNode expected = golden.json().get("runs").get(index);
        int batchSize = golden.json().get("batch").asInt();
        List<String> rows = digits();
        double radius = expected.get("radius").isNull()
                ? Double.POSITIVE_INFINITY
                : expected.get("radius").asDouble();
        List<Taken> steps = train(
                golden.network(),
                new CrossEntropy(),
                golden.parameters(),
                alig(expected),
                radius,
                50,
                step -> batch(rows, (int) (step - 1) * batchSize, batchSize));
        double[] losses = Golden.doubles(expected.get("loss"));
        for (int i = 0; i < losses.length; i++) {
            assertEquals(losses[i], steps.get(i).loss, 1e-4 * losses[i], "step " + (i + 1));
        }
        long clipped = steps.stream().filter(step -> step.decision.clipped()).count();
        assertEquals(expected.get("clippedSteps").asInt(), clipped);
        double norm = expected.get("finalWeightNorm").asDouble();
        assertEquals(norm, steps.get(49).norm, 1e-4 * norm);
    }

    private static Alig alig(JsonNode run) {
        return new Alig(
                run.get("maxLearningRate").isNull()
                        ? Double.POSITIVE_INFINITY
                        : run.get("maxLearningRate").asDouble(),
                run.get("momentum").asDouble(),
                MomentumKind.STANDARD,
                run.get("delta").asDouble(),
                0);
    }

    private static List<Taken> train(
            Network network,
            Loss minimised,
            float[] parameters,
            Alig optimizer,
            double radius,
            int steps,
            LongFunction<Batch> batches) {
        List<Taken> taken = new ArrayList<>();
        try (Engine engine = EngineProvider.of("dl4j").create(network, minimised)) {
            Reduction reduction = new Reduction() {
                @Override
                public BatchMean mean(long step, float[] current, float[] buffers) {
                    Batch batch = batches.apply(step);
                    float[] gradient = new float[current.length];
                    float[] statistics = new float[buffers.length];
                    double loss = engine.load(current, buffers).lossAndGradient(batch, 1, gradient, statistics);
                    for (int i = 0; i < gradient.length; i++) {
                        gradient[i] /= batch.size();
                    }
                    return new BatchMean(batch.size(), loss / batch.size(), gradient, statistics, null);
                }

                @Override
                public double lossMean(long step, float[] current, float[] buffers) {
                    throw new IllegalStateException("ALI-G does not search");
                }

                @Override
                public void close() {
                    // The engine is closed by the test.
                }
            };
            TrainingLoop.Listener listener = new TrainingLoop.Listener() {
                @Override
                public void stepTaken(long step, BatchLoss batch, Decision decision) {
                    double squaredNorm = ChunkedSums.total(ChunkedSums.squaredNorm(parameters, parameters.length));
                    taken.add(new Taken(batch.lossMean(), decision, Math.sqrt(squaredNorm)));
                }

                @Override
                public EpochEnd epochEnded(TrainingState state) {
                    throw new IllegalStateException("one long epoch");
                }

                @Override
                public boolean epochClosed(TrainingState state) {
                    return true;
                }
            };
            List<float[]> state = optimizer.stateNames().isEmpty() ? List.of() : List.of(new float[parameters.length]);
            TrainingState start =
                    new TrainingState(0, parameters, network.buffers().initialValues(0), state, new double[0]);
            Vectors vectors = new DriverVectors(reduction, optimizer, new L2Ball(radius), start);
            new TrainingLoop(new BatchSchedule(1000, 1, 1, 1), vectors, optimizer, listener).run(steps);
        }
        return Collections.unmodifiableList(taken);
    }

    private static List<String> digits() throws IOException {
        Path file = Path.of("..", "conf", "data", "optdigits", "optdigits.tra.gz");
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
            return reader.lines().toList();
        }
    }

    private static Batch batch(List<String> rows, int from, int size) {
        float[] inputs = new float[size * 64];
        float[] labels = new float[size];
        for (int i = 0; i < size; i++) {
            List<String> cells = List.of(rows.get(from + i).split(",", -1));
            for (int j = 0; j < 64; j++) {
                inputs[i * 64 + j] = Integer.parseInt(cells.get(j)) / 16f;
            }
            labels[i] = Integer.parseInt(cells.get(64));
        }
        return new Batch(inputs, labels, size);
    }
}
