package io.aligspark.networks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Grows a network layer by layer; the shapes of all outputs so far are known. */
public final class NetworkBuilder {
    private final Shape input;
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, Shape> shapes = new LinkedHashMap<>();

    /** An empty network on samples of that shape. */
    public NetworkBuilder(Shape input) {
        this.input = input;
        shapes.put(Network.INPUT, input);
    }

    /**
     * Appends a layer and returns its name.
     *
     * @throws IllegalArgumentException if its name is taken, an input is unknown, or shapes do not fit
     */
    public String append(Layer layer) {
        List<Shape> inputs = new ArrayList<>();
        for (String name : layer.inputs()) {
            if (!shapes.containsKey(name)) {
                // Not for every layer: the text is as long as the network.
                Layer.require(false, layer.name(), "inputs among " + shapes.keySet(), name);
            }
            inputs.add(shapes.get(name));
        }
        Layer.require(!shapes.containsKey(layer.name()), layer.name(), "a name of its own", layer.name());
        shapes.put(layer.name(), layer.outputShape(inputs));
        layers.add(layer);
        return layer.name();
    }

    /**
     * The layer of that name or, if its output is an image, a new {@link Flatten} behind it.
     *
     * @param name of the layer that needs a flat input; the new one is {@code name-flatten}
     */
    public String flat(String name, String from) {
        return isImage(from) ? append(new Flatten(name + "-flatten", from)) : from;
    }

    /**
     * Pools each whole channel to one number.
     *
     * @param name of the new layer
     * @throws IllegalArgumentException if the output of {@code from} is not a square image
     */
    public String globalPooling(String name, String from, Pooling.Kind kind) {
        Layer.require(
                isImage(from) && shapes.get(from).size(1) == shapes.get(from).size(2),
                name,
                "an input of shape [channels, s, s]",
                shapes.get(from));
        int side = shapes.get(from).size(1);
        return append(new Pooling(name, from, kind, side, side, 0));
    }

    /** Shape of one sample's output of every layer, and of the input; read only. */
    public Map<String, Shape> shapes() {
        return Collections.unmodifiableMap(shapes);
    }

    /** The network so far; the last layer appended gives the logits. */
    public Network build(String name) {
        return new Network(name, input, layers);
    }

    /** An unknown name is reported by {@link #append}. */
    private boolean isImage(String layer) {
        return shapes.containsKey(layer) && shapes.get(layer).isImage();
    }
}
