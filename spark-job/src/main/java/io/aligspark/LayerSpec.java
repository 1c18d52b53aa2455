package io.aligspark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A layer of a network that {@link NetworkSpec#layers} lists. Its input is the layer before it, unless {@link #input} names
 * another. All keys of a layer are listed at {@code model.layers} in {@code conf/reference.conf}; {@link #with} sets those that
 * have no method here. Immutable.
 *
 * @param values by key
 */
public record LayerSpec(Map<String, Object> values) {
    /** Keeps the order of the keys. */
    public LayerSpec {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A layer of a type, such as {@code add}. */
    public static LayerSpec of(String type) {
        return new LayerSpec(Map.of("type", type));
    }

    /** Weights and biases; an image is flattened. */
    public static LayerSpec dense(int outputs) {
        return of("dense").with("outputs", outputs);
    }

    /** Of images, with a square kernel. */
    public static LayerSpec convolution(int channels, int kernel, int padding) {
        return of("convolution")
                .with("channels", channels)
                .with("kernel", kernel)
                .with("padding", padding);
    }

    /** The largest value of each square. */
    public static LayerSpec maxPool(int kernel) {
        return of("max-pool").with("kernel", kernel);
    }

    /** The mean of each channel. */
    public static LayerSpec globalAveragePool() {
        return of("global-average-pool");
    }

    /** Batch normalisation. */
    public static LayerSpec batchNorm() {
        return of("batch-norm");
    }

    /** max(x, 0). */
    public static LayerSpec relu() {
        return of("relu");
    }

    /** Hyperbolic tangent. */
    public static LayerSpec tanh() {
        return of("tanh");
    }

    /** 1 / (1 + exp(-x)). */
    public static LayerSpec sigmoid() {
        return of("sigmoid");
    }

    /** Values become zero with a probability in [0, 1), in training. */
    public static LayerSpec dropout(double probability) {
        return of("dropout").with("probability", probability);
    }

    /** The same with a name, for {@link #input}. */
    public LayerSpec named(String name) {
        return with("name", name);
    }

    /** The same behind the layer of that name; {@code "input"} is the sample. */
    public LayerSpec input(String name) {
        return with("input", name);
    }

    /** The same with another key. */
    public LayerSpec with(String key, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(key, value);
        return new LayerSpec(all);
    }
}
