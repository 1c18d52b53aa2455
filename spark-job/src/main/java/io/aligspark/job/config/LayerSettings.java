package io.aligspark.job.config;

import static java.util.Map.entry;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Initialisation.Distribution;
import io.aligspark.networks.Initialisation.Fan;
import io.aligspark.networks.Initialisation.VarianceScaling;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.NetworkBuilder;
import io.aligspark.networks.PairFeatures;
import io.aligspark.networks.Pooling;
import io.aligspark.networks.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads {@code model.layers}: a network as a list of layers. */
final class LayerSettings {
    private static final String KEY = "model.layers";

    /** The keys of each type of layers, beside type, name and input. */
    private static final Map<String, List<String>> TYPES = new TreeMap<>(Map.ofEntries(
            entry("dense", List.of("outputs", "bias", "initialisation")),
            entry("convolution", List.of("channels", "kernel", "stride", "padding", "bias", "initialisation")),
            entry("batch-norm", List.of()),
            entry("relu", List.of()),
            entry("tanh", List.of()),
            entry("sigmoid", List.of()),
            entry("max-pool", List.of("kernel", "stride", "padding")),
            entry("average-pool", List.of("kernel", "stride")),
            entry("global-average-pool", List.of()),
            entry("add", List.of()),
            entry("concatenation", List.of()),
            entry("flatten", List.of()),
            entry("bidirectional-lstm", List.of("hidden")),
            entry("maximum-over-time", List.of("padding")),
            entry("pair-features", List.of()),
            entry("dropout", List.of("probability"))));

    /** Null for no bias. */
    private static final Map<String, Initialisation> BIASES = new TreeMap<>();

    static {
        BIASES.put("true", Initialisation.UNIFORM_FAN_IN);
        BIASES.put("zero", Initialisation.ZERO);
        BIASES.put("false", null);
    }

    private static final Map<String, Initialisation> WEIGHTS = new TreeMap<>(Map.of(
            "uniform-fan-in", Initialisation.UNIFORM_FAN_IN,
            "kaiming-normal", new VarianceScaling(Distribution.NORMAL, Fan.IN, 2),
            "kaiming-normal-fan-out", Initialisation.NORMAL_FAN_OUT,
            "kaiming-uniform", new VarianceScaling(Distribution.UNIFORM, Fan.IN, 2),
            "xavier-normal", new VarianceScaling(Distribution.NORMAL, Fan.AVERAGE, 1),
            "xavier-uniform", new VarianceScaling(Distribution.UNIFORM, Fan.AVERAGE, 1),
            "zero", Initialisation.ZERO));

    private final NetworkBuilder network;
    private final Map<String, Integer> counts = new HashMap<>();
    private String last = Network.INPUT;

    private LayerSettings(Shape input) {
        network = new NetworkBuilder(input);
    }

    /**
     * The network of the list.
     *
     * @throws IllegalArgumentException if an entry has a type or key that there is not, or layers do not fit
     */
    static Network read(Settings settings, Shape input) {
        LayerSettings reader = new LayerSettings(input);
        List<Settings> entries = settings.objects(KEY);
        for (int i = 0; i < entries.size(); i++) {
            reader.append(entries.get(i).describedAs(KEY + ", entry " + (i + 1) + ": "));
        }
        return reader.network.build("layers");
    }

    private void append(Settings unnamed) {
        String type = unnamed.text("type");
        if (!TYPES.containsKey(type)) {
            throw unnamed.mustBeOneOf("type", TYPES.keySet());
        }
        String name = unnamed.has("name") ? unnamed.text("name") : type + counts.merge(type, 1, Integer::sum);
        Settings layer = unnamed.describedAs(KEY + ", layer \"" + name + "\": ");
        boolean several = type.equals("add") || type.equals("concatenation");
        TreeSet<String> keys = new TreeSet<>(TYPES.get(type));
        keys.addAll(List.of("type", "name", several ? "inputs" : "input"));
        layer.requireOnly(keys);
        last = append(type, name, layer.has("input") ? layer.text("input") : last, layer);
    }

    private String append(String type, String name, String input, Settings layer) {
        return switch (type) {
            case "dense" ->
                network.append(new Dense(
                        name, network.flat(name, input), layer.integer("outputs"), weights(layer), bias(layer)));
            case "convolution" ->
                network.append(new Convolution(
                        name,
                        input,
                        layer.integer("channels"),
                        layer.integer("kernel"),
                        integer(layer, "stride", 1),
                        integer(layer, "padding", 0),
                        weights(layer),
                        bias(layer)));
            case "batch-norm" -> network.append(new BatchNormalization(name, input));
            case "relu" -> network.append(new Activation(name, input, Activation.Function.RELU));
            case "tanh" -> network.append(new Activation(name, input, Activation.Function.TANH));
            case "sigmoid" -> network.append(new Activation(name, input, Activation.Function.SIGMOID));
            case "max-pool" -> pooling(Pooling.Kind.MAXIMUM, name, input, layer);
            case "average-pool" -> pooling(Pooling.Kind.AVERAGE, name, input, layer);
            case "global-average-pool" -> network.globalPooling(name, input, Pooling.Kind.AVERAGE);
            case "add" -> network.append(new Add(name, layer.texts("inputs")));
            case "concatenation" -> network.append(new Concatenation(name, layer.texts("inputs")));
            case "bidirectional-lstm" -> network.append(new BidirectionalLstm(name, input, layer.integer("hidden")));
            case "maximum-over-time" ->
                network.append(
                        new MaximumOverTime(name, input, layer.choice("padding", MaximumOverTime.Padding.class)));
            case "pair-features" -> network.append(new PairFeatures(name, input));
            case "flatten" -> network.append(new Flatten(name, input));
            case "dropout" -> network.append(new Dropout(name, input, layer.number("probability")));
            default -> throw new IllegalStateException("no layer for type " + type);
        };
    }

    private String pooling(Pooling.Kind kind, String name, String input, Settings layer) {
        int kernel = layer.integer("kernel");
        return network.append(
                new Pooling(name, input, kind, kernel, integer(layer, "stride", kernel), integer(layer, "padding", 0)));
    }

    private static Initialisation weights(Settings layer) {
        return layer.has("initialisation") ? choice("initialisation", WEIGHTS, layer) : Initialisation.UNIFORM_FAN_IN;
    }

    private static Initialisation bias(Settings layer) {
        return layer.has("bias") ? choice("bias", BIASES, layer) : Initialisation.UNIFORM_FAN_IN;
    }

    private static Initialisation choice(String key, Map<String, Initialisation> choices, Settings layer) {
        if (!choices.containsKey(layer.text(key))) {
            throw layer.mustBeOneOf(key, choices.keySet());
        }
        return choices.get(layer.text(key));
    }

    private static int integer(Settings layer, String key, int standard) {
        return layer.has(key) ? layer.integer(key) : standard;
    }
}
