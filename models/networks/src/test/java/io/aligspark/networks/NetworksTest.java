package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "softmax-regression",
                "mlp",
                "lenet",
                "wrn-10-1",
                "wrn-16-2",
                "densenet-22-8",
                "resnet-18",
                "dnc",
                "dnc-generated-state",
                "dnc-clipped",
                "sentence-pair"
            })
    void parametersHavePyTorchsNamesShapesAndOrder(String name) {
        Golden golden = Golden.read(name);
        double squaredNorm = 0;
        for (float value : golden.parameters()) {
            squaredNorm += (double) value * value;
        }
        double expected = golden.json().get("parameterSquaredNorm").asDouble();
        assertEquals(expected, squaredNorm, 1e-12 * expected);
    }

    @ParameterizedTest
    @CsvSource({"16, 4, 10, 2748890", "40, 4, 10, 8949210", "40, 4, 100, 8972340"})
    void wideResNetHasThePublishedNumberOfParameters(int depth, int widen, int classes, int expected) {
        Network network = Networks.wideResNet(Shape.of(3, 32, 32), depth, widen, 0.4, classes);
        assertEquals(expected, network.parameters().length());
    }

    @ParameterizedTest
    @CsvSource({"10, 1901920", "100, 1941520"})
    void denseNetHasThePublishedNumberOfParameters(int classes, int expected) {
        Network network = Networks.denseNet(Shape.of(3, 32, 32), 40, 40, classes);
        assertEquals(expected, network.parameters().length());
        Map<String, Shape> shapes = network.shapes();
        List<String> ends = List.of(
                "conv1",
                "block1.layer.5.concat",
                "trans1.pool",
                "block2.layer.5.concat",
                "trans2.pool",
                "block3.layer.5.concat");
        assertEquals(
                List.of(80, 320, 160, 400, 200, 440),
                ends.stream().map(name -> shapes.get(name).size(0)).toList());
    }

    @ParameterizedTest
    @CsvSource({"33, 17, 9, 2", "64, 32, 16, 2", "75, 38, 19, 3", "224, 112, 56, 7"})
    void resNet18HasThePublishedNumberOfParametersAtAnySize(int side, int stem, int pooled, int last) {
        Network network = Networks.resNet18(Shape.of(3, side, side), 1000);
        assertEquals(11_689_512, network.parameters().length());
        Map<String, Shape> shapes = network.shapes();
        assertEquals(Shape.of(64, stem, stem), shapes.get("conv1"));
        assertEquals(Shape.of(64, pooled, pooled), shapes.get("maxpool"));
        assertEquals(Shape.of(512, last, last), shapes.get("layer4.1.relu2"));
        assertEquals(Shape.of(512, 1, 1), shapes.get("avgpool"));
    }

    @Test
    void differentiableNeuralComputerHasThePublishedNumberOfParameters() {
        Network network = Networks.differentiableNeuralComputer(Shape.of(9, 6), 64, 16, 16, 4, 5, 20);
        assertEquals(43_980, network.parameters().length());
        assertEquals(45, network.outputs());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 82})
    void sentencePairHasThePublishedNumberOfParametersAtAnyLength(int time) {
        Network network =
                Networks.sentencePair(Shape.of(2, time, 300), 2048, 512, MaximumOverTime.Padding.PARTICIPATES, 3);
        assertEquals(47_155_715, network.parameters().length());
        Map<String, Shape> shapes = network.shapes();
        assertEquals(Shape.of(2, time, 4096), shapes.get("encoder"));
        assertEquals(Shape.of(2, 4096), shapes.get("maximum"));
        assertEquals(Shape.of(16_384), shapes.get("features"));
    }

    /** Expected norms, derived from the initialisers. */
    static Stream<Arguments> expectedInitialNorms() {
        Shape image = Shape.of(3, 32, 32);
        return Stream.of(
                Arguments.of(Networks.wideResNet(image, 16, 4, 0, 10), 73.05705532892311),
                Arguments.of(Networks.wideResNet(image, 40, 4, 0, 10), 126.84373588527474),
                Arguments.of(Networks.denseNet(image, 40, 40, 10), 156.74607916414794),
                Arguments.of(Networks.denseNet(image, 40, 40, 100), 156.84174614347205),
                Arguments.of(Networks.resNet18(Shape.of(3, 64, 64), 1000), 113.2253698382125),
                Arguments.of(
                        Networks.sentencePair(Shape.of(2, 7, 50), 256, 32, MaximumOverTime.Padding.MASKED, 3),
                        29.0523055));
    }

    @ParameterizedTest
    @MethodSource("expectedInitialNorms")
    void startsAtTheExpectedNorm(Network network, double expected) {
        double squaredNorm = 0;
        for (float value : network.parameters().initialValues(1)) {
            squaredNorm += (double) value * value;
        }
        assertEquals(expected, Math.sqrt(squaredNorm), 2e-3 * expected);
    }

    @Test
    void initialValuesAreKeyedBySeedAndTensor() {
        Layout layout = Networks.mlp(Shape.of(8), List.of(4), 2).parameters();
        assertArrayEquals(layout.initialValues(1), layout.initialValues(1));
        Layout wider = Networks.mlp(Shape.of(8), List.of(4, 4), 2).parameters();
        float[] a = layout.initialValues(1);
        float[] b = wider.initialValues(1);
        for (int i = 0; i < 8 * 4; i++) {
            assertEquals(a[i], b[i], 0, "a tensor's values do not depend on the tensors after it");
            assertEquals(0, a[i], 1 / Math.sqrt(8), "PyTorch's bound");
        }
    }

    @Test
    void initialValuesNeverChange() {
        // Bits of the determinism contract: a change here changes every run at a fixed seed.
        float[] uniform = Networks.mlp(Shape.of(8), List.of(4), 2).parameters().initialValues(1);
        assertArrayEquals(new float[] {0.13683374f, 0.33358952f}, new float[] {uniform[0], uniform[1]});
        float[] normal = Networks.wideResNet(Shape.of(3, 32, 32), 10, 1, 0, 10)
                .parameters()
                .initialValues(1);
        assertArrayEquals(new float[] {0.17839965f, 0.04298719f}, new float[] {normal[0], normal[1]});
    }

    @Test
    void aLayerThatDoesNotFitIsNamed() {
        assertEquals(
                "layer \"fc\" expects an input of shape [features], but was given [1, 8, 8]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Network(
                                        "n", Shape.of(1, 8, 8), List.of(new Dense("fc", Network.INPUT, 2, null))))
                        .getMessage());
        assertEquals(
                "layer \"fc\" expects inputs among [input], but was given conv",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Network("n", Shape.of(8), List.of(new Dense("fc", "conv", 2, null))))
                        .getMessage());
    }

    @Test
    void badModelSettingsAreNamed() {
        assertEquals(
                "model.hidden must be one or more widths >= 1, but was []",
                assertThrows(IllegalArgumentException.class, () -> Networks.mlp(Shape.of(8), List.of(), 2))
                        .getMessage());
        assertEquals(
                "model.name = lenet expects data.shape = [channels, height, width] of at least 16x16, but found [64]",
                assertThrows(IllegalArgumentException.class, () -> Networks.lenet(Shape.of(64), 2))
                        .getMessage());
        assertEquals(
                "model.depth must be 6n + 4 with n >= 1 and model.growth >= 1, but were 41 and 40",
                message(() -> Networks.denseNet(Shape.of(3, 32, 32), 41, 40, 2)));
        assertEquals(
                "model.name = densenet expects data.shape = [channels, s, s] with s divisible by 4, but found [3, 30,"
                        + " 30]",
                message(() -> Networks.denseNet(Shape.of(3, 30, 30), 40, 40, 2)));
        assertEquals(
                "model.name = resnet-18 expects data.shape = [channels, s, s] with s > 32, but found [3, 32, 32]",
                message(() -> Networks.resNet18(Shape.of(3, 32, 32), 2)));
        assertEquals(
                "model.name = sentence-pair expects data.shape = [2, time, dimension], but found [7, 12]",
                message(() -> Networks.sentencePair(Shape.of(7, 12), 16, 8, MaximumOverTime.Padding.MASKED, 3)));
        assertEquals(
                "layer \"encoder\" expects hidden >= 1, but was given 0",
                message(() -> Networks.sentencePair(Shape.of(2, 7, 12), 0, 8, MaximumOverTime.Padding.MASKED, 3)));
        assertEquals(
                "layer \"p\" expects padding in [0, kernel / 2] for a maximum and 0 for an average, but was given 1",
                message(() -> new Pooling("p", "x", Pooling.Kind.AVERAGE, 3, 2, 1)));
    }

    private static String message(Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }
}
