package io.aligspark.networks;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * An immutable graph of layers. The last layer's output, of shape {@code [classes]}, are the logits.
 *
 * @param name for people and messages: {@code mlp 64-128-128-10}
 * @param input shape of one sample
 * @param layers in topological order: each reads {@link #INPUT} or layers before it
 */
public record Network(String name, Shape input, List<Layer> layers) implements Serializable {
    /** The name under which layers read the sample. */
    public static final String INPUT = "input";

    /** @throws IllegalArgumentException if a name is taken twice, an input is unknown, or shapes do not fit */
    public Network {
        layers = List.copyOf(layers);
        if (layers.isEmpty()) {
            throw new IllegalArgumentException("network \"" + name + "\" must have layers, but has none");
        }
        Map<String, Shape> shapes = shapes(input, layers);
        Shape output = shapes.get(layers.get(layers.size() - 1).name());
        Layer.require(output.rank() == 1, layers.get(layers.size() - 1).name(), "to end in [classes]", output);
    }

    /** Shape of one sample's output of every layer, and of the input. */
    public Map<String, Shape> shapes() {
        return shapes(input, layers);
    }

    /** Number of logits. */
    public int outputs() {
        return shapes().get(layers.get(layers.size() - 1).name()).length();
    }

    /** Trainable tensors: layers in order, tensors as PyTorch orders them. */
    public Layout parameters() {
        Map<String, Shape> shapes = shapes();
        return Layout.of(layers.stream()
                .flatMap(layer -> layer.parameters(inputShapes(layer, shapes)).stream())
                .toList());
    }

    /** Running statistics, in a flat array of their own. */
    public Layout buffers() {
        Map<String, Shape> shapes = shapes();
        return Layout.of(layers.stream()
                .flatMap(layer -> layer.buffers(inputShapes(layer, shapes)).stream())
                .toList());
    }

    private static List<Shape> inputShapes(Layer layer, Map<String, Shape> shapes) {
        return layer.inputs().stream().map(shapes::get).toList();
    }

    private static Map<String, Shape> shapes(Shape input, List<Layer> layers) {
        NetworkBuilder builder = new NetworkBuilder(input);
        layers.forEach(builder::append);
        return builder.shapes();
    }
}
