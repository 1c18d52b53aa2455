package io.aligspark.networks;

import java.util.List;

/**
 * Element-wise sum of inputs of one shape.
 *
 * @param name unique in the network
 * @param inputs the layers it reads, at least two
 */
public record Add(String name, List<String> inputs) implements Layer {

    /** Copies the list. */
    public Add {
        inputs = List.copyOf(inputs);
    }

    @Override
    public Shape outputShape(List<Shape> shapes) {
        Layer.require(
                shapes.size() >= 2 && shapes.stream().distinct().count() == 1,
                name,
                "two or more inputs of one shape",
                shapes);
        return shapes.get(0);
    }
}
