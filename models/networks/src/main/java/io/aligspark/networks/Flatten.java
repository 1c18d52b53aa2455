package io.aligspark.networks;

import java.util.List;

/**
 * One row of numbers, row-major: {@code [c, h, w] -> [c·h·w]}, {@code [time, channels] -> [time·channels]}.
 *
 * @param name unique in the network
 * @param input the layer it reads
 */
public record Flatten(String name, String input) implements Layer {

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Shape.of(inputs.get(0).length());
    }
}
