package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.PairFeatures;
import io.aligspark.networks.Pooling;
import io.aligspark.networks.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * The gradient of every element against central differences in double, layer kind by layer kind. A layer under test stands
 * between layers with parameters, so its gradient on its input is checked through theirs. The fused batch-norm is in float
 * only; {@link ChannelNormalizationTest} and the golden cases check it.
 */
class LayerGradientTest {
    private static final int SAMPLES = 3;
    private static final double STEP = 1e-5;
    private static final Initialisation BIAS = Initialisation.UNIFORM_FAN_IN;

    static {
        Dl4jRuntime.hardware();
    }

    static Stream<Arguments> networks() {
        return Stream.of(
                of(Shape.of(4), dense("a", "input", 3, BIAS), dense("b", "a", 2, null)),
                onImage(new Activation("x", "conv", Activation.Function.RELU)),
                onImage(new Activation("x", "conv", Activation.Function.TANH)),
                onImage(new Activation("x", "conv", Activation.Function.SIGMOID)),
                onImage(new Convolution("x", "conv", 2, 3, 2, 1, BIAS, BIAS)),
                onImage(new Convolution("x", "conv", 3, 1, 1, 0, BIAS, null)),
                onImage(new BatchNormalization("x", "conv")),
                onImage(new Pooling("x", "conv", Pooling.Kind.MAXIMUM, 2, 2, 0)),
                onImage(new Pooling("x", "conv", Pooling.Kind.MAXIMUM, 3, 2, 1)),
                onImage(new Pooling("x", "conv", Pooling.Kind.AVERAGE, 2, 2, 0)),
                onImage(new Dropout("x", "conv", 0.4)),
                onImage(
                        new Convolution("other", "input", 2, 3, 1, 1, BIAS, null),
                        new Add("x", List.of("conv", "other", "conv"))),
                onImage(
                        new Convolution("other", "input", 1, 3, 1, 1, BIAS, null),
                        new Concatenation("x", List.of("other", "conv"))),
                onSequences(MaximumOverTime.Padding.MASKED),
                onSequences(MaximumOverTime.Padding.PARTICIPATES),
                // Two readers of the sample and of the first encoder; the second encoder reads its zero padding.
                of(
                        Shape.of(5, 3),
                        new BidirectionalLstm("first", "input", 2),
                        new BidirectionalLstm("second", "first", 3),
                        new BidirectionalLstm("beside", "input", 3),
                        new Add("add", List.of("second", "beside")),
                        new Activation("tanh", "add", Activation.Function.TANH),
                        new MaximumOverTime("maximum", "tanh", MaximumOverTime.Padding.MASKED),
                        dense("out", "maximum", 2, BIAS)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("networks")
    void gradientAgreesWithFiniteDifferences(String name, Network network) {
        Problem problem = new Problem(network, inputs(network.input()));
        double[] gradient = problem.gradient();
        double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
        int nonZero = 0;
        for (int i = 0; i < gradient.length; i++) {
            double slope = problem.slope(i);
            assertEquals(slope, gradient[i], 1e-6 * Math.abs(slope) + 1e-8 * largest, name + ", element " + i);
            nonZero += gradient[i] != 0 ? 1 : 0;
        }
        assertTrue(nonZero > gradient.length / 2, nonZero + " of " + gradient.length + " elements are not zero");
    }

    /** So that a new kind is not forgotten. Host layers bring their own arithmetic, and tests of it, in double. */
    @Test
    void everyLayerKindIsCovered() {
        Set<Class<?>> covered = networks()
                .flatMap(arguments -> ((Network) arguments.get()[1]).layers().stream())
                .map(Object::getClass)
                .collect(Collectors.toSet());
        covered.add(HostLayer.class);
        assertEquals(Set.of(Layer.class.getPermittedSubclasses()), covered);
    }

    @ParameterizedTest
    @EnumSource
    void noRealStepAnywhereGivesZeroAndNoGradient(MaximumOverTime.Padding padding) {
        Network network = new Network(
                "empty",
                Shape.of(5, 3),
                List.of(
                        new BidirectionalLstm("encoder", Network.INPUT, 2),
                        new MaximumOverTime("maximum", "encoder", padding)));
        Problem problem = new Problem(network, new double[SAMPLES * 5 * 3]);
        assertTrue(Arrays.stream(problem.gradient()).allMatch(element -> element == 0));
        assertEquals(0, problem.loss.value, 0);
    }

    private static Arguments of(Shape input, Layer... layers) {
        Network network = new Network("test", input, List.of(layers));
        return Arguments.of(network.layers().stream().map(Layer::toString).collect(Collectors.joining(", ")), network);
    }

    /** A convolution "conv", the layers of which the last is "x", and a dense layer. */
    private static Arguments onImage(Layer... layers) {
        List<Layer> all = new ArrayList<>();
        all.add(new Convolution("conv", "input", 2, 3, 1, 1, BIAS, BIAS));
        all.addAll(List.of(layers));
        all.add(new Flatten("flatten", "x"));
        all.add(dense("out", "flatten", 2, BIAS));
        return of(Shape.of(2, 4, 4), all.toArray(Layer[]::new));
    }

    private static Arguments onSequences(MaximumOverTime.Padding padding) {
        return of(
                Shape.of(2, 5, 3),
                new BidirectionalLstm("encoder", "input", 3),
                new MaximumOverTime("maximum", "encoder", padding),
                new PairFeatures("features", "maximum"),
                dense("out", "features", 2, BIAS));
    }

    private static Dense dense(String name, String input, int outputs, Initialisation bias) {
        return new Dense(name, input, outputs, bias);
    }

    /** Sequences of 5, 3, 0, 1, 4 and 2 steps in turn, one of them with a zero step inside; images as they come. */
    private static double[] inputs(Shape shape) {
        double[] values = random(1, SAMPLES * shape.length());
        if (shape.rank() == 2 || (shape.size(0) == 2 && shape.size(1) == 5)) {
            int channels = shape.size(shape.rank() - 1);
            int[] lengths = {5, 3, 0, 1, 4, 2};
            for (int sequence = 0; sequence < values.length / (5 * channels); sequence++) {
                Arrays.fill(values, (5 * sequence + lengths[sequence]) * channels, 5 * (sequence + 1) * channels, 0);
            }
            Arrays.fill(values, 2 * channels, 3 * channels, 0);
        }
        return values;
    }

    private static double[] random(long seed, int length) {
        return new SplittableRandom(seed).doubles(length, -1, 1).toArray();
    }

    /** A network's loss on fixed inputs as a function of its parameters. */
    private static final class Problem {
        private final ComputationGraph graph;
        private final WeightedSquares loss = new WeightedSquares();
        private final INDArray inputs;
        private final long[] trainable;

        Problem(Network network, double[] values) {
            KeyedDropout.MaskKey key = new KeyedDropout.MaskKey();
            key.set(3);
            graph = new ComputationGraph(GraphBuilder.build(network, loss, key, Layers.PLAIN, DataType.DOUBLE));
            graph.init();
            graph.initGradientsView();
            long[] shape = Stream.concat(Stream.of(SAMPLES), network.input().sizes().stream())
                    .mapToLong(Integer::longValue)
                    .toArray();
            inputs = Nd4j.createFromArray(values).reshape('c', shape);
            graph.setInputs(inputs);
            graph.setLabels(Nd4j.create(DataType.DOUBLE, SAMPLES, network.outputs()));
            trainable = graph.paramTable().entrySet().stream()
                    .filter(tensor -> !tensor.getKey().matches(".*_(mean|var)"))
                    .map(Map.Entry::getValue)
                    .flatMapToLong(view -> LongStream.range(view.offset(), view.offset() + view.length()))
                    .toArray();
            assertEquals(network.parameters().length(), trainable.length);
            double[] start = random(2, trainable.length);
            for (int i = 0; i < start.length; i++) {
                graph.params().putScalar(trainable[i], start[i]);
            }
        }

        /** Of the trainable elements. */
        double[] gradient() {
            graph.computeGradientAndScore();
            return Arrays.stream(trainable)
                    .mapToDouble(graph.getFlattenedGradients()::getDouble)
                    .toArray();
        }

        /** Central difference along one trainable element. */
        double slope(int i) {
            double start = graph.params().getDouble(trainable[i]);
            double above = lossAt(trainable[i], start + STEP);
            double below = lossAt(trainable[i], start - STEP);
            graph.params().putScalar(trainable[i], start);
            return (above - below) / (2 * STEP);
        }

        private double lossAt(long element, double value) {
            graph.params().putScalar(element, value);
            graph.computeGradientAndScore();
            return loss.value;
        }
    }

    /** Sum over samples and outputs of {@code (k + 1) output² / 2 + output}, k counting the elements. */
    private static final class WeightedSquares implements ILossFunction {
        private static final long serialVersionUID = 1;
        private double value;

        @Override
        public INDArray computeGradient(INDArray unused, INDArray outputs, IActivation identity, INDArray mask) {
            INDArray gradient = outputs.dup('c');
            value = 0;
            for (long k = 0; k < gradient.length(); k++) {
                double output = gradient.getDouble(k);
                value += (k + 1) * output * output / 2 + output;
                gradient.putScalar(k, (k + 1) * output + 1);
            }
            return gradient;
        }

        @Override
        public double computeScore(
                INDArray unused, INDArray outputs, IActivation identity, INDArray mask, boolean average) {
            return value;
        }

        @Override
        public INDArray computeScoreArray(INDArray unused, INDArray outputs, IActivation identity, INDArray mask) {
            throw new IllegalStateException("not used");
        }

        @Override
        public Pair<Double, INDArray> computeGradientAndScore(
                INDArray unused, INDArray outputs, IActivation identity, INDArray mask, boolean average) {
            INDArray gradient = computeGradient(unused, outputs, identity, mask);
            return Pair.of(value, gradient);
        }

        @Override
        public String name() {
            return "weighted-squares";
        }
    }
}
