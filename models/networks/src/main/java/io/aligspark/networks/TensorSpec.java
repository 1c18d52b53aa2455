package io.aligspark.networks;

import java.io.Serializable;

/**
 * A named tensor of a layer, in PyTorch's layout (linear {@code [out, in]}, convolution {@code [out, in, kh, kw]}).
 *
 * @param name within the network, as in PyTorch's state_dict: {@code fc1.weight}
 * @param shape row-major
 * @param initialiser how it starts
 */
public record TensorSpec(String name, Shape shape, Initialiser initialiser) implements Serializable {}
