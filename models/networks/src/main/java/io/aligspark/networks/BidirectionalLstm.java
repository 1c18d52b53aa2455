package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * One bidirectional layer of long short-term memory (Hochreiter and Schmidhuber 1997; Gers et al. 2000) in PyTorch's
 * form, {@code [..., time, c] -> [..., time, 2 hidden]}: the forward direction's states, then the backward direction's.
 *
 * <pre>
 * i, f, o = sigmoid(W_ih x + b_ih + W_hh h + b_hh)    g = tanh(W_ih x + b_ih + W_hh h + b_hh)
 * cell = f cell + i g                                  h = o tanh(cell)
 * </pre>
 *
 * <p>Gates lie in the order i, f, g, o. Both states start at zero, the backward direction at the last real step. Padded
 * steps (see {@link Layer}) are not computed and give zeros, as with PyTorch's packed sequences.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [..., time, c]}
 * @param hidden units of one direction, at least 1; all tensors start uniform in ±1/sqrt(hidden), PyTorch's default
 */
public record BidirectionalLstm(String name, String input, int hidden) implements Layer {
    /** Gates of a cell: i, f, g, o. */
    public static final int GATES = 4;

    /** @throws IllegalArgumentException if there is no hidden unit */
    public BidirectionalLstm {
        Layer.require(hidden >= 1, name, "hidden >= 1", hidden);
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape sequence = inputs.get(0);
        Layer.require(sequence.rank() >= 2, name, "an input of shape [..., time, channels]", sequence);
        List<Integer> sizes = new ArrayList<>(sequence.sizes());
        sizes.set(sizes.size() - 1, 2 * hidden);
        return new Shape(sizes);
    }

    @Override
    public List<TensorSpec> parameters(List<Shape> inputs) {
        int channels = inputs.get(0).size(inputs.get(0).rank() - 1);
        Initialiser uniform = new Initialiser.Uniform(1 / Math.sqrt(hidden));
        List<TensorSpec> tensors = new ArrayList<>();
        for (String direction : List.of("", "_reverse")) {
            tensors.add(
                    new TensorSpec(name + ".weight_ih_l0" + direction, Shape.of(GATES * hidden, channels), uniform));
            tensors.add(new TensorSpec(name + ".weight_hh_l0" + direction, Shape.of(GATES * hidden, hidden), uniform));
            tensors.add(new TensorSpec(name + ".bias_ih_l0" + direction, Shape.of(GATES * hidden), uniform));
            tensors.add(new TensorSpec(name + ".bias_hh_l0" + direction, Shape.of(GATES * hidden), uniform));
        }
        return tensors;
    }
}
