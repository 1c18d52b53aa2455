package io.aligspark;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which network is trained. Its inputs and outputs follow from the data. Immutable.
 *
 * @param values of {@code model.*}, by key
 */
public record NetworkSpec(Map<String, Object> values) {
    /** Copies the map. */
    public NetworkSpec {
        values = Map.copyOf(values);
    }

    /** One of {@code model.name} in {@code conf/reference.conf}, with its keys' defaults. */
    public static NetworkSpec named(String name) {
        return new NetworkSpec(Map.of("model.name", name));
    }

    /** A linear model. */
    public static NetworkSpec softmaxRegression() {
        return named("softmax-regression");
    }

    /** Hidden layers of these widths, with ReLU. */
    public static NetworkSpec mlp(int... hidden) {
        return named("mlp").with("model.hidden", Arrays.stream(hidden).boxed().toList());
    }

    /** LeNet, for images of one channel. */
    public static NetworkSpec lenet() {
        return named("lenet");
    }

    /** WRN-depth-widen. */
    public static NetworkSpec wideResNet(int depth, int widen) {
        return named("wide-resnet").with("model.depth", depth).with("model.widen", widen);
    }

    /** DenseNet with bottlenecks. */
    public static NetworkSpec denseNet(int depth, int growth) {
        return named("densenet").with("model.depth", depth).with("model.growth", growth);
    }

    /** ResNet-18, for photos. */
    public static NetworkSpec resNet18() {
        return named("resnet-18");
    }

    /** A list of your own; the last layer gives one output a class, without softmax, or one value. */
    public static NetworkSpec layers(LayerSpec... layers) {
        List<Map<String, Object>> values =
                Arrays.stream(layers).map(LayerSpec::values).toList();
        return named("layers").with("model.layers", values);
    }

    /** The JSON of a DL4J configuration: of a ComputationGraph or a MultiLayerNetwork. */
    public static NetworkSpec dl4j(String json) {
        return named("dl4j").with("model.json", json);
    }

    /** The same with another key of {@code model.*}. */
    public NetworkSpec with(String key, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put(key, value);
        return new NetworkSpec(all);
    }
}
