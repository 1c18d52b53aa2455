package io.aligspark.networks;

import java.util.List;

/**
 * Maximum or average over square windows of an image, per channel, without padding.
 *
 * @param name unique in the network
 * @param input the layer it reads
 * @param kind of pooling
 * @param kernel side of the window
 * @param stride in both directions
 */
public record Pooling(String name, String input, Kind kind, int kernel, int stride) implements Layer {

    /** What is taken of a window. */
    public enum Kind {
        /** The largest element. */
        MAXIMUM,
        /** The mean of the elements. */
        AVERAGE
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Convolution.windowed(name, inputs.get(0), inputs.get(0).size(0), kernel, stride, 0);
    }
}
