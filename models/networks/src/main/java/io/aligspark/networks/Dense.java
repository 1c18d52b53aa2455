package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * {@code y = W x + b}, with W of shape {@code [outputs, inputs]}.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [features]}
 * @param outputs number of outputs, at least 1
 * @param weights how W starts
 * @param bias how b starts; null for none
 */
public record Dense(String name, String input, int outputs, Initialisation weights, Initialisation bias)
        implements Layer {

    /** With PyTorch's default weights. */
    public Dense(String name, String input, int outputs, Initialisation bias) {
        this(name, input, outputs, Initialisation.UNIFORM_FAN_IN, bias);
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
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(new TensorSpec(name + ".weight", Shape.of(outputs, fanIn), weights.initialiser(fanIn, outputs)));
        if (bias != null) {
            tensors.add(new TensorSpec(name + ".bias", Shape.of(outputs), bias.initialiser(fanIn, outputs)));
        }
        return tensors;
    }
}
