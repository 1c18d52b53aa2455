package io.aligspark.dl4j;

import io.aligspark.networks.Add;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Network;
import io.aligspark.networks.NetworkBuilder;
import io.aligspark.networks.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.shade.jackson.databind.JsonNode;

/**
 * Translates DL4J's configurations, of a {@code ComputationGraph} or a {@code MultiLayerNetwork}, to a network
 * description. What would compute another function or start otherwise is refused. How DL4J would train (updater, seed,
 * loss, workspaces, data type) is left out: the run's own settings say it.
 */
final class ConfigurationImport {
    private final NetworkBuilder network;
    /** Vertices of a graph, and the layer whose output is theirs. */
    private final Map<String, String> translated = new HashMap<>();

    private ConfigurationImport(Shape input) {
        network = new NetworkBuilder(input);
    }

    /**
     * The network that the configuration describes.
     *
     * @param json as {@code toJson()} writes it
     * @param input shape of one sample
     * @throws IllegalArgumentException if it is not such a configuration or cannot be represented, naming the vertex
     */
    static Network read(String json, Shape input) {
        ConfigurationImport draft = new ConfigurationImport(input);
        JsonNode root = parsed(() -> NeuralNetConfiguration.mapper().readTree(json));
        if (root.has("vertices")) {
            draft.graph(parsed(() -> ComputationGraphConfiguration.fromJson(json)));
        } else if (root.has("confs")) {
            draft.stack(parsed(() -> MultiLayerConfiguration.fromJson(json)));
        } else {
            throw new IllegalArgumentException("not the JSON of a DL4J ComputationGraphConfiguration or"
                    + " MultiLayerConfiguration: it has neither \"vertices\" nor \"confs\"");
        }
        return draft.network.build("dl4j");
    }

    /** What DL4J reads; its exceptions of many kinds as one line. */
    private static <T> T parsed(Callable<T> reader) {
        try {
            return reader.call();
        } catch (Exception e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String line = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException("not the JSON of a DL4J configuration: " + line, e);
        }
    }

    /** Says in one line what a vertex has that cannot be represented. */
    static IllegalArgumentException refused(String vertex, String found, String supported) {
        return new IllegalArgumentException(
                "DL4J vertex \"" + vertex + "\": " + found + " cannot be taken over; supported: " + supported);
    }

    private void stack(MultiLayerConfiguration stack) {
        int count = stack.getConfs().size();
        String last = Network.INPUT;
        for (int i = 0; i < count; i++) {
            var layer = stack.getConf(i).getLayer();
            String name = layer.getLayerName() == null ? "layer" + i : layer.getLayerName();
            last = preprocess(name, stack.getInputPreProcess(i), last);
            last = new LayerImport(network, name, i == count - 1).add(layer, last);
        }
    }

    private void graph(ComputationGraphConfiguration graph) {
        if (graph.getNetworkInputs().size() != 1 || graph.getNetworkOutputs().size() != 1) {
            throw new IllegalArgumentException("a DL4J graph must have one input and one output, but has "
                    + graph.getNetworkInputs() + " and " + graph.getNetworkOutputs());
        }
        translated.put(graph.getNetworkInputs().get(0), Network.INPUT);
        translate(graph, graph.getNetworkOutputs().get(0));
        Set<String> unused = new LinkedHashSet<>(graph.getVertices().keySet());
        unused.removeAll(translated.keySet());
        if (!unused.isEmpty()) {
            throw refused(unused.iterator().next(), "a vertex that the output does not depend on", "one output");
        }
    }

    /** Depth first from the output: inputs come before what reads them, and the logits last. */
    private String translate(ComputationGraphConfiguration graph, String name) {
        String known = translated.get(name);
        if (known != null) {
            return known;
        }
        List<String> inputs = new ArrayList<>();
        for (String input : graph.getVertexInputs().get(name)) {
            inputs.add(translate(graph, input));
        }
        boolean output = graph.getNetworkOutputs().contains(name);
        String last = vertex(name, graph.getVertices().get(name), inputs, output);
        translated.put(name, last);
        return last;
    }

    private String vertex(String name, GraphVertex vertex, List<String> inputs, boolean output) {
        if (vertex instanceof LayerVertex layer) {
            String from = preprocess(name, layer.getPreProcessor(), inputs.get(0));
            return new LayerImport(network, name, output)
                    .add(layer.getLayerConf().getLayer(), from);
        } else if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocess(name, preprocessor.getPreProcessor(), inputs.get(0));
        } else if (vertex instanceof ElementWiseVertex elementWise && elementWise.getOp() == ElementWiseVertex.Op.Add) {
            return network.append(new Add(name, inputs));
        } else if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
            return inputs.size() == 1 ? inputs.get(0) : network.append(new Concatenation(name, inputs));
        }
        throw refused(
                name,
                vertex.getClass().getSimpleName()
                        + (vertex instanceof ElementWiseVertex elementWise ? " " + elementWise.getOp() : ""),
                "LayerVertex, ElementWiseVertex Add, MergeVertex on axis 1, PreprocessorVertex");
    }

    private String preprocess(String vertex, InputPreProcessor preprocessor, String from) {
        if (preprocessor == null) {
            return from;
        }
        Shape shape = network.shapes().get(from);
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten && flatten.getFormat() == CNN2DFormat.NCHW) {
            return network.flat(vertex, from);
        } else if (preprocessor instanceof FeedForwardToCnnPreProcessor image) {
            List<Long> sizes = List.of(image.getNumChannels(), image.getInputHeight(), image.getInputWidth());
            if (!shape.sizes().stream().map(Integer::longValue).toList().equals(sizes)) {
                throw new IllegalArgumentException("DL4J vertex \"" + vertex + "\" reads images of " + sizes
                        + ", but is given " + shape + ": set data.shape = " + sizes);
            }
            return from;
        }
        throw refused(
                vertex,
                "preprocessor " + preprocessor.getClass().getSimpleName(),
                "CnnToFeedForwardPreProcessor in NCHW, FeedForwardToCnnPreProcessor");
    }
}
