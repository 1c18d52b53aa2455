package io.aligspark.networks;

import java.util.List;

/**
 * What InferSent (Conneau et al. 2017) compares two sentences by, {@code [2, c] -> [4c]}: u, v, |u - v|, u v (element by
 * element). The gradient of |x| at 0 is 0.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [2, c]}
 */
public record PairFeatures(String name, String input) implements Layer {

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape pair = inputs.get(0);
        Layer.require(pair.rank() == 2 && pair.size(0) == 2, name, "an input of shape [2, channels]", pair);
        return Shape.of(4 * pair.size(1));
    }
}
