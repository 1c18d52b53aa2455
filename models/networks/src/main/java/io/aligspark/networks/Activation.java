package io.aligspark.networks;

import java.util.List;

/**
 * An element-wise function.
 *
 * @param name unique in the network
 * @param input the layer it reads
 * @param function applied to each element
 */
public record Activation(String name, String input, Function function) implements Layer {

    /** The functions in use. */
    public enum Function {
        /** max(x, 0). */
        RELU,
        /** Hyperbolic tangent. */
        TANH,
        /** 1 / (1 + exp(-x)). */
        SIGMOID
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return inputs.get(0);
    }
}
