package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = W x + b}, with W of shape {@code [outputs, inputs]}.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [features]}
 * @param outputs number of outputs, at least 1
 * @param bias b; the weight starts uniform in ±1/sqrt(fan-in), PyTorch's default
 */
public record Dense(String name, String input, int outputs, Bias bias) implements Layer {

    /** Whether b exists, and how it starts. */
    public enum Bias {
        /** No bias. */
        NONE,
        /** Uniform in ±1/sqrt(fan-in): PyTorch's default. */
        UNIFORM_FAN_IN,
        /** Zero. */
        ZERO
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Layer.require(inputs.get(0).rank() == 1, name, "an input of shape [features]", inputs.get(0));
        Layer.require(outputs >= 1, name, "outputs >= 1", outputs);
        return Shape.of(outputs);
    }

    @Override
    public List<TensorSpec> parameters(List<Shape> inputs) {
        int fanIn = inputs.get(0).length();
        Initialiser uniform = new Initialiser.Uniform(1 / Math.sqrt(fanIn));
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(new TensorSpec(name + ".weight", Shape.of(outputs, fanIn), uniform));
        switch (bias) {
            case NONE -> {}
            case UNIFORM_FAN_IN -> tensors.add(new TensorSpec(name + ".bias", Shape.of(outputs), uniform));
            case ZERO -> tensors.add(new TensorSpec(name + ".bias", Shape.of(outputs), new Initialiser.Constant(0)));
        }
        return tensors;
    }
}
