package io.aligspark.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.Batch;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.Golden;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Pooling;
import io.aligspark.networks.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Two engines that share no arithmetic, from the same weights: a mistake of either would show. */
class EnginesAgreeTest {
    private static final int SAMPLES = 5;
    /** Its many ReLUs: of weights at random, some element is so near a kink that rounding decides. */
    private static final Golden RESNET = Golden.read("resnet-18");

    private static final Initialisation START = Initialisation.UNIFORM_FAN_IN;

    static Stream<Network> networks() {
        return Stream.of(
                Networks.softmaxRegression(Shape.of(20), 4),
                Networks.mlp(Shape.of(3, 4, 4), List.of(16, 8), 4),
                Networks.lenet(Shape.of(1, 28, 28), 10),
                Networks.wideResNet(Shape.of(3, 16, 16), 16, 2, 0.3, 10),
                Networks.denseNet(Shape.of(3, 16, 16), 22, 4, 10),
                RESNET.network(),
                Networks.sentencePair(Shape.of(2, 6, 5), 7, 8, MaximumOverTime.Padding.PARTICIPATES, 3),
                Networks.sentencePair(Shape.of(2, 6, 5), 7, 8, MaximumOverTime.Padding.MASKED, 3),
                Networks.differentiableNeuralComputer(Shape.of(4, 5), 8, 6, 4, 2, 3, 20),
                oneOfEachOther(),
                stackedSequences());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void onLossGradientAndStatistics(Network network) {
        boolean golden = network.name().equals(RESNET.network().name());
        Batch batch = golden ? RESNET.batch() : batch(network);
        float[] parameters = golden ? RESNET.parameters() : network.parameters().initialValues(6);
        Result dl4j = compute("dl4j", network, parameters, batch);
        Result torch = compute("torch", network, parameters, batch);
        assertEquals(dl4j.lossSum, torch.lossSum, 1e-5 * dl4j.lossSum);
        double norm = norm(dl4j.gradient);
        assertTrue(norm > 1e-3, "a gradient to compare");
        float[] difference = dl4j.gradient.clone();
        for (int i = 0; i < difference.length; i++) {
            difference[i] -= torch.gradient[i];
        }
        assertEquals(0, norm(difference) / norm, 2e-5);
        for (int i = 0; i < dl4j.statistics.length; i++) {
            assertEquals(dl4j.statistics[i], torch.statistics[i], 1e-4 * (1 + Math.abs(dl4j.statistics[i])));
        }
        assertArrayEquals(dl4j.logits, torch.logits, 1e-4f);
    }

    /** So that a new kind is not forgotten. */
    @Test
    void everyLayerKindIsCompared() {
        Set<Class<?>> compared = networks()
                .flatMap(network -> network.layers().stream())
                .map(layer -> layer instanceof HostLayer ? HostLayer.class : layer.getClass())
                .collect(Collectors.toSet());
        assertEquals(Set.of(Layer.class.getPermittedSubclasses()), compared);
    }

    private record Result(double lossSum, float[] gradient, float[] statistics, float[] logits) {}

    private static Result compute(String engine, Network network, float[] parameters, Batch batch) {
        float[] buffers = network.buffers().initialValues(0);
        float[] gradient = new float[parameters.length];
        float[] statistics = new float[buffers.length];
        try (Engine made = EngineProvider.of(engine).create(network, new CrossEntropy())) {
            Engine.Model model = made.load(parameters, buffers);
            double lossSum = model.lossAndGradient(batch, 4, gradient, statistics);
            return new Result(lossSum, gradient, statistics, model.predict(batch));
        }
    }

    /** Of sequences, two are cut short and one is empty. */
    private static Batch batch(Network network) {
        int length = network.input().length();
        float[] inputs = Golden.generate(17, 0, SAMPLES * length, -1, 1);
        int rank = network.input().rank();
        boolean sequences = rank == 2 || network.input().size(0) == 2;
        if (sequences) {
            int channels = network.input().size(rank - 1);
            int time = network.input().size(rank - 2);
            Arrays.fill(inputs, 2 * channels, time * channels, 0);
            Arrays.fill(inputs, (time + 3) * channels, 2 * time * channels, 0);
            Arrays.fill(inputs, 4 * time * channels, 5 * time * channels, 0);
        }
        float[] classes = new float[SAMPLES];
        for (int i = 0; i < SAMPLES; i++) {
            classes[i] = i % network.outputs();
        }
        return new Batch(inputs, classes, SAMPLES);
    }

    /** Strides, paddings, several readers of one layer, sums of three. */
    private static Network oneOfEachOther() {
        return new Network(
                "one of each other",
                Shape.of(2, 9, 9),
                List.of(
                        new Convolution("a", Network.INPUT, 3, 3, 2, 1, START, START),
                        new Convolution("b", Network.INPUT, 3, 1, 2, 0, START, null),
                        new Activation("a-relu", "a", Activation.Function.RELU),
                        new Activation("b-tanh", "b", Activation.Function.TANH),
                        new Add("add", List.of("a", "a-relu", "b-tanh")),
                        new BatchNormalization("norm", "add"),
                        new Activation("sigmoid", "norm", Activation.Function.SIGMOID),
                        new Concatenation("both", List.of("sigmoid", "b", "norm")),
                        new Pooling("maximum", "both", Pooling.Kind.MAXIMUM, 3, 2, 1),
                        new Dropout("dropout", "maximum", 0.25),
                        new Pooling("average", "dropout", Pooling.Kind.AVERAGE, 2, 1, 0),
                        new Flatten("flatten", "average"),
                        new Dense("out", "flatten", 4, null)));
    }

    private static Network stackedSequences() {
        return new Network(
                "stacked sequences",
                Shape.of(6, 3),
                List.of(
                        new BidirectionalLstm("first", Network.INPUT, 4),
                        new BidirectionalLstm("second", "first", 5),
                        new MaximumOverTime("maximum", "second", MaximumOverTime.Padding.MASKED),
                        new Dense("out", "maximum", 3, START)));
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float value : values) {
            sum += (double) value * value;
        }
        return Math.sqrt(sum);
    }
}
