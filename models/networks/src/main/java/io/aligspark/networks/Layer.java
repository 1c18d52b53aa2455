package io.aligspark.networks;

import java.io.Serializable;
import java.util.List;

/**
 * One node of a network. Dense layers and convolutions are linear: a function follows as an {@link Activation}. An engine
 * may fuse what it can.
 *
 * <p>A sequence is {@code [time, channels]}, row-major; its trailing steps whose values are all zero are padding, and
 * nothing else tells its length. A pair of sequences is {@code [2, time, channels]}. Layers on sequences act on the last
 * two dimensions; dimensions before them are like the batch.
 *
 * <p>A closed set: an engine interprets it by an exhaustive switch.
 */
public sealed interface Layer extends Serializable
        permits Activation,
                Add,
                BatchNormalization,
                BidirectionalLstm,
                Concatenation,
                Convolution,
                Dense,
                Dropout,
                Flatten,
                HostLayer,
                MaximumOverTime,
                PairFeatures,
                Pooling {

    /** Unique in the network; prefix of its tensors' names. */
    String name();

    /** Names of the layers (or {@link Network#INPUT}) whose outputs it reads. */
    List<String> inputs();

    /**
     * Shape of one sample's output.
     *
     * @param inputs shapes of the inputs, in order
     * @throws IllegalArgumentException if the inputs do not fit, naming the layer
     */
    Shape outputShape(List<Shape> inputs);

    /** Trainable tensors in PyTorch's order. */
    default List<TensorSpec> parameters(List<Shape> inputs) {
        return List.of();
    }

    /** Running statistics: not trained, no part of gradient norm, step or projection. */
    default List<TensorSpec> buffers(List<Shape> inputs) {
        return List.of();
    }

    /** Fails with the layer's name unless the condition holds. */
    static void require(boolean condition, String layer, String expected, Object found) {
        if (!condition) {
            throw new IllegalArgumentException(
                    "layer \"" + layer + "\" expects " + expected + ", but was given " + found);
        }
    }
}
