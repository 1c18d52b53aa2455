package io.aligspark.networks;

import static io.aligspark.networks.GoldenAssertions.assertClose;
import static io.aligspark.networks.GoldenAssertions.assertElements;
import static io.aligspark.networks.GoldenAssertions.assertEvaluation;
import static io.aligspark.networks.GoldenAssertions.assertGradient;
import static io.aligspark.networks.GoldenAssertions.assertRunningStatistics;
import static io.aligspark.networks.GoldenAssertions.largest;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every engine must do; each engine's tests inherit it. Tolerances are those of the golden values' README. Long,
 * because a test class inherits from one class only.
 */
public abstract class EngineContract {
    private static final float[] NO_BUFFERS = {};

    /** The engine under test. */
    protected abstract EngineProvider provider();

    /** Every loss of every case: name of the case, name of the loss. */
    static Stream<Arguments> goldenRuns() {
        return Stream.of(
                        "softmax-regression",
                        "mlp",
                        "lenet",
                        "wrn-10-1",
                        "wrn-16-2",
                        "densenet-22-8",
                        "resnet-18",
                        "sentence-pair:padding-participates",
                        "sentence-pair:masked")
                .flatMap(name -> Golden.read(name).losses().stream().map(loss -> Arguments.of(name, loss)));
    }

    @ParameterizedTest
    @MethodSource("goldenRuns")
    void agreesWithPyTorch(String name, String lossName) {
        Golden golden = Golden.read(name);
        Network network = golden.network();
        boolean batchNorm = network.buffers().length() > 0;
        RecordingLoss loss = new RecordingLoss(Golden.loss(lossName));
        float[] parameters = golden.parameters();
        assertEquals(golden.json().get("parameterCount").asInt(), parameters.length);
        Batch batch = golden.batch();
        float[] gradientSum = new float[parameters.length];
        float[] bufferSum = new float[network.buffers().length()];
        float[] buffers = network.buffers().initialValues(0);

        try (Engine engine = provider().create(network, loss)) {
            double lossMean =
                    engine.load(parameters, buffers).lossAndGradient(batch, 1, gradientSum, bufferSum) / batch.size();

            JsonNode forward = golden.forward();
            assertClose(Golden.doubles(forward.get("logits")), loss.logits, batchNorm ? 5e-5 : 1e-5);
            JsonNode run = golden.run(lossName);
            double expected = run.get("meanLoss").asDouble();
            assertEquals(expected, lossMean, 1e-5 * expected);
            assertGradient(golden, run, network.parameters(), gradientSum, batch.size(), batchNorm);
            assertElements(golden, run, network.parameters(), gradientSum, batch.size(), batchNorm);
            if (batchNorm) {
                assertRunningStatistics(forward.get("batchNormAfterStep"), network.buffers(), bufferSum, batch.size());
                assertEvaluation(golden, forward.get("evaluation"), network, engine, parameters, batch);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "softmax-regression",
                "mlp",
                "lenet",
                "wrn-10-1",
                "densenet-22-8",
                "resnet-18",
                "sentence-pair:padding-participates",
                "sentence-pair:masked",
                "dnc"
            })
    void theLossAloneHasTheSameBits(String name) {
        LossContract.agreesWithTheGradientsLoss(provider(), Golden.read(name));
    }

    @Test
    void theLossAloneHasTheSameBitsUnderDropoutAndBatchNorm() {
        Network image = Networks.wideResNet(Shape.of(3, 8, 8), 10, 1, 0.3, 10);
        Batch images = new Batch(Golden.generate(16, 0, 5 * 3 * 64, -1, 1), new float[] {0, 9, 3, 3, 1}, 5);
        float[] parameters = image.parameters().initialValues(2);
        LossContract.agreesWithTheGradientsLoss(provider(), image, parameters, images, new CrossEntropy());
        LossContract.agreesWithTheGradientsLoss(
                provider(),
                dropoutNetwork(),
                dropoutNetwork().parameters().initialValues(3),
                Golden.read("mlp").batch(),
                new MultiClassHinge());
    }

    @ParameterizedTest
    @ValueSource(strings = {"dnc", "dnc-generated-state", "dnc-clipped"})
    void differentiableNeuralComputerAgreesWithPyTorch(String name) {
        SequenceContract.agreesWithPyTorch(provider(), name);
    }

    @Test
    void hostLayersAgreeWithTheirOwnArithmetic() {
        SequenceContract.hostLayersAgreeWithTheirOwnArithmetic(provider());
    }

    @Test
    void gradientOfASumIsTheSumOfGradients() {
        Golden golden = Golden.read("mlp");
        Batch batch = golden.batch();
        float[] parameters = golden.parameters();
        try (Engine engine = provider().create(golden.network(), new CrossEntropy())) {
            float[] whole = new float[parameters.length];
            float[] parts = new float[parameters.length];
            Engine.Model model = engine.load(parameters, NO_BUFFERS);
            double wholeLoss = model.lossAndGradient(batch, 1, whole, NO_BUFFERS);
            double partsLoss = 0;
            for (int from = 0; from < batch.size(); from += 3) {
                float[] part = new float[parameters.length];
                partsLoss += model.lossAndGradient(
                        slice(batch, from, Math.min(from + 3, batch.size())), 1, part, NO_BUFFERS);
                for (int i = 0; i < parts.length; i++) {
                    parts[i] += part[i];
                }
            }
            assertEquals(wholeLoss, partsLoss, 1e-5 * wholeLoss);
            assertArrayEquals(whole, parts, 1e-5f);
        }
    }

    @Test
    void isAPureFunctionOfItsArguments() throws Exception {
        Network network = dropoutNetwork();
        float[] parameters = network.parameters().initialValues(3);
        Golden golden = Golden.read("mlp");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<float[]>> results = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                results.add(threads.submit(() -> {
                    try (Engine engine = provider().create(network, new CrossEntropy())) {
                        float[] gradient = new float[parameters.length];
                        float[] other = new float[parameters.length];
                        Engine.Model model = engine.load(parameters, NO_BUFFERS);
                        model.lossAndGradient(golden.batch(), 8, other, NO_BUFFERS);
                        model.predict(golden.batch());
                        model.lossAndGradient(golden.batch(), 7, gradient, NO_BUFFERS);
                        return gradient;
                    }
                }));
            }
            for (Future<float[]> result : results) {
                assertArrayEquals(results.get(0).get(), result.get(), "same seed, same bits, in any thread");
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Weights are copied: what becomes of the caller's arrays, or of the engine's own in a pass, changes nothing. */
    @Test
    void aModelKeepsItsWeightsUntilTheNextLoad() {
        Golden golden = Golden.read("wrn-10-1");
        Network network = golden.network();
        Batch batch = golden.batch();
        float[] parameters = golden.parameters();
        float[] buffers = network.buffers().initialValues(0);
        List<float[]> results = new ArrayList<>();
        try (Engine engine = provider().create(network, new CrossEntropy())) {
            Engine.Model model = engine.load(parameters, buffers);
            Arrays.fill(parameters, Float.NaN);
            Arrays.fill(buffers, Float.NaN);
            for (int call = 0; call < 2; call++) {
                float[] gradient = new float[parameters.length];
                model.lossAndGradient(batch, 1, gradient, new float[buffers.length]);
                results.add(gradient);
                results.add(model.predict(batch));
            }
            engine.load(parameters, buffers);
            assertThrows(
                    IllegalStateException.class,
                    () -> model.lossAndGradient(batch, 1, results.get(0), new float[buffers.length]));
            assertThrows(IllegalStateException.class, () -> model.predict(batch));
        }
        assertTrue(Float.isFinite(results.get(1)[0]), "logits of the weights at the time of the load");
        assertArrayEquals(results.get(0), results.get(2));
        assertArrayEquals(results.get(1), results.get(3));
    }

    @Test
    void dropoutFollowsTheSeedAndIsOffInEvaluation() {
        Network network = dropoutNetwork();
        float[] parameters = network.parameters().initialValues(3);
        Batch batch = Golden.read("mlp").batch();
        RecordingLoss loss = new RecordingLoss(new CrossEntropy());
        try (Engine engine = provider().create(network, loss)) {
            float[] gradient = new float[parameters.length];
            Engine.Model model = engine.load(parameters, NO_BUFFERS);
            model.lossAndGradient(batch, 7, gradient, NO_BUFFERS);
            float[] first = loss.logits;
            model.lossAndGradient(batch, 8, gradient, NO_BUFFERS);
            assertTrue(maximumDifference(first, loss.logits) > 1e-3, "another seed drops other units");
            double[] mean = new double[first.length];
            int draws = 400;
            for (int seed = 0; seed < draws; seed++) {
                model.lossAndGradient(batch, seed, gradient, NO_BUFFERS);
                for (int i = 0; i < mean.length; i++) {
                    mean[i] += loss.logits[i] / draws;
                }
            }
            assertClose(mean, model.predict(batch), 0.1);
        }
    }

    /** What no golden case has. */
    @Test
    void dropoutAndSmoothActivationsAgreeWithFiniteDifferences() {
        Network network = smoothNetwork();
        float[] parameters = network.parameters().initialValues(5);
        Batch batch =
                new Batch(Golden.generate(11, 0, 4 * network.input().length(), -1, 1), new float[] {0, 2, 1, 2}, 4);
        try (Engine engine = provider().create(network, new CrossEntropy())) {
            float[] gradient = new float[parameters.length];
            engine.load(parameters, NO_BUFFERS).lossAndGradient(batch, 9, gradient, NO_BUFFERS);
            float[] unused = new float[parameters.length];
            for (Layout.Entry entry : network.parameters().entries()) {
                // Along the gradient of one tensor: the float32 loss is too coarse for single elements.
                double squaredNorm = 0;
                for (int i = 0; i < entry.length(); i++) {
                    squaredNorm += (double) gradient[entry.offset() + i] * gradient[entry.offset() + i];
                }
                double step = 5e-4 / Math.sqrt(squaredNorm);
                double[] losses = new double[2];
                for (int side = 0; side < 2; side++) {
                    float[] moved = parameters.clone();
                    for (int i = entry.offset(); i < entry.offset() + entry.length(); i++) {
                        moved[i] += (float) ((side == 0 ? step : -step) * gradient[i]);
                    }
                    losses[side] = engine.load(moved, NO_BUFFERS).lossAndGradient(batch, 9, unused, NO_BUFFERS);
                }
                double slope = (losses[0] - losses[1]) / (2 * step);
                assertEquals(
                        squaredNorm, slope, 0.02 * squaredNorm, entry.spec().name());
            }
        }
    }

    /** One premise has no word. Sentences that are padded further must give the same, after longer ones too. */
    @ParameterizedTest
    @EnumSource
    void paddingOfSentencesBeyondTheLongestChangesNothing(MaximumOverTime.Padding padding) {
        int dimension = 5;
        int[] lengths = {3, 4, 0, 2, 1, 3};
        List<float[]> results = new ArrayList<>();
        for (int time : new int[] {4, 7}) {
            Network network = Networks.sentencePair(Shape.of(2, time, dimension), 6, 4, padding, 3);
            float[] parameters = network.parameters().initialValues(2);
            float[] sentences = new float[lengths.length * time * dimension];
            for (int i = 0; i < lengths.length; i++) {
                float[] words = Golden.generate(14, i, lengths[i] * dimension, -1, 1);
                System.arraycopy(words, 0, sentences, i * time * dimension, words.length);
            }
            Batch batch = new Batch(sentences, new float[] {0, 2, 1}, 3);
            float[] gradient = new float[parameters.length];
            try (Engine engine = provider().create(network, new CrossEntropy())) {
                Engine.Model model = engine.load(parameters, NO_BUFFERS);
                if (time == 7) {
                    Batch full =
                            new Batch(Golden.generate(15, 0, sentences.length, -1, 1), batch.targets(), batch.size());
                    model.lossAndGradient(full, 1, gradient, NO_BUFFERS);
                }
                model.lossAndGradient(batch, 1, gradient, NO_BUFFERS);
                results.add(gradient);
                results.add(model.predict(batch));
            }
        }
        assertArrayEquals(results.get(0), results.get(2), 1e-6f);
        assertArrayEquals(results.get(1), results.get(3), 1e-6f);
        assertTrue(Float.isFinite(results.get(1)[3]), "the pair whose premise has no word");
    }

    /** Windows over the edge of negative images: padding must never be the maximum, nor take a share of the gradient. */
    @ParameterizedTest
    @ValueSource(ints = {6, 7, 16, 17})
    void paddedMaximumPoolingIgnoresThePadding(int side) {
        PaddedPooling example = new PaddedPooling(side);
        try (Engine engine = provider().create(example.network(), example.weightedSum())) {
            float[] scale = {1};
            float[] gradient = new float[1];
            Engine.Model model = engine.load(scale, NO_BUFFERS);
            double lossSum = model.lossAndGradient(example.batch(), 1, gradient, NO_BUFFERS);
            assertArrayEquals(example.expected(), model.predict(example.batch()), 1e-6f);
            assertEquals(example.expectedWeightedSum(), lossSum, 1e-4);
            assertEquals(example.expectedWeightedSum(), gradient[0], 1e-4, "linear in the scale");
        }
    }

    @Test
    void resNet18RunsAtTheSizeOfImageNet() {
        Network network = Networks.resNet18(Shape.of(3, 224, 224), 1000);
        float[] parameters = network.parameters().initialValues(1);
        float[] buffers = network.buffers().initialValues(1);
        float[] gradient = new float[parameters.length];
        float[] bufferSum = new float[buffers.length];
        Batch batch = new Batch(Golden.generate(13, 0, 3 * 224 * 224, -1, 1), new float[] {7}, 1);
        try (Engine engine = provider().create(network, new TopKEntropy(5, TopKEntropy.Form.DEFINITION))) {
            double loss = engine.load(parameters, buffers).lossAndGradient(batch, 1, gradient, bufferSum);
            assertTrue(loss > 0 && loss < 100, "loss " + loss);
            double largest = largest(gradient, 0, gradient.length);
            assertTrue(largest > 0 && largest < 100, "largest element " + largest);
            assertTrue(Float.isFinite(bufferSum[bufferSum.length - 1]), "a variance over the 7x7 pixels of one sample");
        }
    }

    private static Network dropoutNetwork() {
        return new Network(
                "dropout",
                Shape.of(64),
                List.of(
                        new Dense("fc1", Network.INPUT, 32, Initialisation.UNIFORM_FAN_IN),
                        new Dropout("dropout", "fc1", 0.5),
                        new Dense("fc2", "dropout", 10, Initialisation.UNIFORM_FAN_IN)));
    }

    private static Network smoothNetwork() {
        return new Network(
                "smooth",
                Shape.of(6),
                List.of(
                        new Dense("fc1", Network.INPUT, 12, Initialisation.UNIFORM_FAN_IN),
                        new Activation("tanh", "fc1", Activation.Function.TANH),
                        new Dropout("dropout", "tanh", 0.25),
                        new Dense("fc2", "dropout", 8, Initialisation.UNIFORM_FAN_IN),
                        new Activation("sigmoid", "fc2", Activation.Function.SIGMOID),
                        new Dense("fc3", "sigmoid", 3, null)));
    }

    private static Batch slice(Batch batch, int from, int to) {
        int length = batch.inputs().length / batch.size();
        return new Batch(
                Arrays.copyOfRange(batch.inputs(), from * length, to * length),
                Arrays.copyOfRange(batch.targets(), from, to),
                to - from);
    }

    private static double maximumDifference(float[] a, float[] b) {
        double maximum = 0;
        for (int i = 0; i < a.length; i++) {
            maximum = Math.max(maximum, Math.abs(a[i] - b[i]));
        }
        return maximum;
    }
}
