package io.aligspark.networks;

import java.util.List;

/**
 * Maximum or average over square windows of an image, per channel.
 *
 * @param name unique in the network
 * @param input the layer it reads
 * @param kind of pooling
 * @param kernel side of the window
 * @param stride in both directions
 * @param padding on each side, at most half the kernel; padded positions are never the largest. 0 for an average
 */
public record Pooling(String name, String input, Kind kind, int kernel, int stride, int padding) implements Layer {

    /** What is taken of a window. */
    public enum Kind {
        /** The largest element. */
        MAXIMUM,
        /** The mean of the elements. */
        AVERAGE
    }

    /** @throws IllegalArgumentException if the padding does not fit */
    public Pooling {
        Layer.require(
                padding >= 0 && padding <= (kind == Kind.MAXIMUM ? kernel / 2 : 0),
                name,
                "padding in [0, kernel / 2] for a maximum and 0 for an average",
                padding);
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return Convolution.windowed(name, inputs.get(0), inputs.get(0).size(0), kernel, stride, padding);
    }
}
