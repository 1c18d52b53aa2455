package io.aligspark.networks;

import java.io.Serializable;
import java.util.List;

/**
 * One node of a network. Layers are linear unless they are an {@link Activation}; an engine may fuse what it can.
 *
 * <p>A closed set: an engine interprets it by an exhaustive switch.
 */
public sealed interface Layer extends Serializable
        permits Activation,
                Add,
                BatchNormalization,
                Concatenation,
                Convolution,
                Dense,
                Dropout,
                Flatten,
                HostLayer,
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
