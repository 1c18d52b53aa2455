package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Inputs one after another along the outermost dimension (channels, or features).
 *
 * @param name unique in the network
 * @param inputs the layers it reads, at least two
 */
public record Concatenation(String name, List<String> inputs) implements Layer {

    /** Copies the list. */
    public Concatenation {
        inputs = List.copyOf(inputs);
    }

    @Override
    public Shape outputShape(List<Shape> shapes) {
        List<Integer> inner = shapes.get(0).sizes().subList(1, shapes.get(0).rank());
        Layer.require(
                shapes.size() >= 2
                        && shapes.stream()
                                .allMatch(shape ->
                                        shape.sizes().subList(1, shape.rank()).equals(inner)),
                name,
                "two or more inputs that differ in the first dimension only",
                shapes);
        List<Integer> sizes = new ArrayList<>();
        sizes.add(shapes.stream().mapToInt(shape -> shape.size(0)).sum());
        sizes.addAll(inner);
        return new Shape(sizes);
    }
}
