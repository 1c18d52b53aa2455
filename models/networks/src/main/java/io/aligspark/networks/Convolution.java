package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Two-dimensional cross-correlation with a square kernel, {@code [c, h, w] -> [channels, h', w']} with
 * {@code h' = floor((h + 2 padding - kernel) / stride) + 1}.
 *
 * @param name unique in the network
 * @param input the layer it reads
 * @param channels of the output
 * @param kernel side of the kernel
 * @param stride in both directions
 * @param padding zeros on each side
 * @param weights how they start
 * @param bias how the bias per channel starts; null for none
 */
public record Convolution(
        String name,
        String input,
        int channels,
        int kernel,
        int stride,
        int padding,
        Initialisation weights,
        Initialisation bias)
        implements Layer {

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return windowed(name, inputs.get(0), channels, kernel, stride, padding);
    }

    @Override
    public List<TensorSpec> parameters(List<Shape> inputs) {
        int inputChannels = inputs.get(0).size(0);
        int fanIn = inputChannels * kernel * kernel;
        int fanOut = channels * kernel * kernel;
        List<TensorSpec> tensors = new ArrayList<>();
        tensors.add(new TensorSpec(
                name + ".weight",
                Shape.of(channels, inputChannels, kernel, kernel),
                weights.initialiser(fanIn, fanOut)));
        if (bias != null) {
            tensors.add(new TensorSpec(name + ".bias", Shape.of(channels), bias.initialiser(fanIn, fanOut)));
        }
        return tensors;
    }

    /** Output shape of a window that slides over an image. */
    static Shape windowed(String name, Shape input, int channels, int kernel, int stride, int padding) {
        Layer.require(input.isImage(), name, "an input of shape [channels, height, width]", input);
        Layer.require(
                kernel >= 1 && stride >= 1 && padding >= 0,
                name,
                "kernel, stride >= 1 and padding >= 0",
                List.of(kernel, stride, padding));
        int height = Math.floorDiv(input.size(1) + 2 * padding - kernel, stride) + 1;
        int width = Math.floorDiv(input.size(2) + 2 * padding - kernel, stride) + 1;
        Layer.require(height >= 1 && width >= 1, name, "an image of at least " + kernel + "x" + kernel, input);
        return Shape.of(channels, height, width);
    }
}
