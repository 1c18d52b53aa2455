package io.aligspark.networks;

import java.util.List;

/**
 * {@code y = weight (x - mean) / sqrt(variance + epsilon) + bias} per channel (Ioffe and Szegedy 2015), with
 * {@code epsilon} = 1e-5.
 *
 * <p>In training mean and (biased) variance are those of the logical shard; the running statistics move by
 * {@link #MOMENTUM} towards the sample-weighted mean over shards of the batch mean and the unbiased batch variance, and
 * serve in evaluation.
 *
 * @param name unique in the network
 * @param input the layer it reads
 */
public record BatchNormalization(String name, String input) implements Layer {
    /** Added to the variance. */
    public static final double EPSILON = 1e-5;
    /** Share of the newest batch in the running statistics. */
    public static final double MOMENTUM = 0.1;

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return inputs.get(0);
    }

    @Override
    public List<TensorSpec> parameters(List<Shape> inputs) {
        Shape channels = Shape.of(inputs.get(0).size(0));
        return List.of(
                new TensorSpec(name + ".weight", channels, new Initialiser.Constant(1)),
                new TensorSpec(name + ".bias", channels, new Initialiser.Constant(0)));
    }

    @Override
    public List<TensorSpec> buffers(List<Shape> inputs) {
        Shape channels = Shape.of(inputs.get(0).size(0));
        return List.of(
                new TensorSpec(name + ".running_mean", channels, new Initialiser.Constant(0)),
                new TensorSpec(name + ".running_var", channels, new Initialiser.Constant(1)));
    }
}
