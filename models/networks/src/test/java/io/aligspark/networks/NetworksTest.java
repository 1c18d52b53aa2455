package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @ValueSource(strings = {"softmax-regression", "mlp", "lenet", "wrn-10-1"})
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

    @Test
    void wideResNetStartsAtTheExpectedNorm() {
        // Derived from the initialisers: 73.057 for WRN-16-4.
        float[] values = Networks.wideResNet(Shape.of(3, 32, 32), 16, 4, 0, 10)
                .parameters()
                .initialValues(1);
        double squaredNorm = 0;
        for (float value : values) {
            squaredNorm += (double) value * value;
        }
        assertEquals(73.057, Math.sqrt(squaredNorm), 0.2);
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
                                        "n",
                                        Shape.of(1, 8, 8),
                                        List.of(new Dense("fc", Network.INPUT, 2, Dense.Bias.NONE))))
                        .getMessage());
        assertEquals(
                "layer \"fc\" expects inputs among [input], but was given conv",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new Network(
                                        "n", Shape.of(8), List.of(new Dense("fc", "conv", 2, Dense.Bias.NONE))))
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
                "model.loss must be one of [cross-entropy], but was hinge!",
                assertThrows(IllegalArgumentException.class, () -> Losses.of("hinge!"))
                        .getMessage());
    }
}
