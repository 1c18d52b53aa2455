package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.networks.Convolution;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Initialiser;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import io.aligspark.networks.TensorSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LayerSettingsTest {
    @TempDir
    Path folder;

    private Network network(String shape, String layers) throws IOException {
        Path preset = Files.writeString(
                folder.resolve("preset.conf"),
                "data { train.samples = t.csv, shape = " + shape + " }\nmodel { name = layers\nlayers = [" + layers
                        + "] }\n");
        return RunConfig.of(Settings.load(preset.toString(), List.of())).network();
    }

    @Test
    void leNetAsAListIsLeNet() throws IOException {
        Network list = network("[1, 28, 28]", """
                { type = convolution, name = conv1, channels = 6, kernel = 5 }, { type = relu }
                { type = max-pool, kernel = 2 }
                { type = convolution, name = conv2, channels = 16, kernel = 5 }, { type = relu }
                { type = max-pool, kernel = 2 }
                { type = dense, name = fc1, outputs = 120 }, { type = relu }
                { type = dense, name = fc2, outputs = 84 }, { type = relu }
                { type = dense, name = fc3, outputs = 10 }""");
        Layout expected = Networks.lenet(Shape.of(1, 28, 28), 10).parameters();
        assertEquals(expected, list.parameters());
        assertArrayEquals(expected.initialValues(1), list.parameters().initialValues(1));
    }

    @Test
    void everyTypeAndItsDefaults() throws IOException {
        Network network = network("[2, 8, 8]", """
                { type = convolution, channels = 4, kernel = 3, padding = 1, initialisation = kaiming-normal, bias = zero }
                { type = batch-norm }, { type = tanh }, { type = sigmoid }, { type = relu }
                { type = add, inputs = [relu1, convolution1] }
                { type = concatenation, inputs = [add1, input] }
                { type = average-pool, kernel = 2 }
                { type = max-pool, kernel = 3, stride = 1, padding = 1, input = average-pool1 }
                { type = dropout, probability = 0.25 }
                { type = global-average-pool }, { type = flatten }
                { type = dense, outputs = 10, bias = false }""");
        assertEquals(
                List.of(
                        "convolution1",
                        "batch-norm1",
                        "tanh1",
                        "sigmoid1",
                        "relu1",
                        "add1",
                        "concatenation1",
                        "average-pool1",
                        "max-pool1",
                        "dropout1",
                        "global-average-pool1",
                        "flatten1",
                        "dense1"),
                network.layers().stream().map(Layer::name).toList());
        assertEquals(Shape.of(6, 4, 4), network.shapes().get("max-pool1"));
        assertEquals(Shape.of(6, 1, 1), network.shapes().get("global-average-pool1"));
        Convolution convolution = (Convolution) network.layers().get(0);
        assertEquals(1, convolution.stride());
        assertEquals(Initialisation.ZERO, convolution.bias());
        List<TensorSpec> tensors =
                network.parameters().entries().stream().map(Layout.Entry::spec).toList();
        assertEquals(new Initialiser.Normal(Math.sqrt(2.0 / 18)), tensors.get(0).initialiser());
        assertEquals("dense1.weight", tensors.get(tensors.size() - 1).name());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ type = dens, outputs = 2 } | model.layers, entry 1: type must be one of [add, average-pool,"
                        + " batch-norm, bidirectional-lstm, concatenation, convolution, dense, dropout, flatten,"
                        + " global-average-pool,"
                        + " max-pool, maximum-over-time, pair-features, relu, sigmoid, tanh], but was dens (PRESET:3)",
                "{ outputs = 2 } | model.layers, entry 1: type must be set",
                "{ type = dense } | model.layers, layer \"dense1\": outputs must be set",
                "{ type = dense, units = 2 } | PRESET:3: model.layers, layer \"dense1\": unknown key units; there are"
                        + " [bias, initialisation, input, name, outputs, type]",
                "{ type = dense, outputs = two } | model.layers, layer \"dense1\": outputs must be a whole number, but was"
                        + " two (PRESET:3)",
                "{ type = dense, outputs = 2, bias = no } | model.layers, layer \"dense1\": bias must be one of [false,"
                        + " true, zero], but was no (PRESET:3)",
                "{ type = dense, outputs = 2, input = relu1 } | layer \"dense1\" expects inputs among [input], but was"
                        + " given relu1",
                "{ type = add } | model.layers, layer \"add1\": inputs must be set",
                "{ type = max-pool, kernel = 2 } | layer \"max-pool1\" expects an input of shape [channels, height, width],"
                        + " but was given [4]",
                "{ type = relu, name = a }, { type = relu, name = a } | layer \"a\" expects a name of its own, but was given"
                        + " a",
                "{ type = dense, outputs = 12 } | the last layer, \"dense1\", must give 10 outputs (data.classes), but gives"
                        + " 12",
                "'' | network \"layers\" must have layers, but has none",
            })
    void mistakesAreNamed(String layers, String expected) {
        String message = assertThrows(
                        IllegalArgumentException.class, () -> network("[4]", layers == null ? "" : layers))
                .getMessage();
        assertEquals(expected, message.replace(folder + "/preset.conf", "PRESET"));
    }
}
