package io.aligspark.dl4j;

import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where our tensors lie in DL4J's one flat vector, which orders them differently (a convolution's bias before its
 * weight) and mixes running statistics in. Element order inside a tensor agrees: DL4J's dense weight {@code [in, out]}
 * in column-major order is PyTorch's {@code [out, in]} in row-major order.
 */
final class FlatVectors {
    /** One tensor: {@code ours[from, from + length)} is DL4J's {@code [to, to + length)}. */
    private record Segment(int from, int to, int length) {}

    private static final Map<String, String> DL4J_NAMES = Map.of("weight", "W", "bias", "b");
    private static final Map<String, String> DL4J_BATCH_NORM_NAMES =
            Map.of("weight", "gamma", "bias", "beta", "running_mean", "mean", "running_var", "var");

    private final List<Segment> parameters;
    private final List<Segment> buffers;

    FlatVectors(Network network, ComputationGraph graph) {
        parameters = segments(network, network.parameters(), graph);
        buffers = segments(network, network.buffers(), graph);
        long mapped = network.parameters().length() + (long) network.buffers().length();
        if (mapped != graph.numParams()) {
            throw new IllegalStateException("DL4J's vector has " + graph.numParams() + " elements, ours " + mapped);
        }
    }

    void writeParameters(float[] values, FloatBuffer dl4j) {
        parameters.forEach(segment -> dl4j.put(segment.to, values, segment.from, segment.length));
    }

    void writeBuffers(float[] values, FloatBuffer dl4j) {
        buffers.forEach(segment -> dl4j.put(segment.to, values, segment.from, segment.length));
    }

    void readParameters(FloatBuffer dl4j, float[] values) {
        parameters.forEach(segment -> dl4j.get(segment.to, values, segment.from, segment.length));
    }

    void readBuffers(FloatBuffer dl4j, float[] values) {
        buffers.forEach(segment -> dl4j.get(segment.to, values, segment.from, segment.length));
    }

    private static List<Segment> segments(Network network, Layout layout, ComputationGraph graph) {
        List<Segment> segments = new ArrayList<>();
        for (Layout.Entry entry : layout.entries()) {
            String name = entry.spec().name();
            int dot = name.lastIndexOf('.');
            String layer = name.substring(0, dot);
            Map<String, String> names = isBatchNorm(network, layer) ? DL4J_BATCH_NORM_NAMES : DL4J_NAMES;
            String tensor = name.substring(dot + 1);
            // Layers of our own have our names.
            INDArray view = graph.getLayer(layer).getParam(names.getOrDefault(tensor, tensor));
            if (view.length() != entry.length()) {
                throw new IllegalStateException(
                        "DL4J's " + name + " has " + view.length() + " elements, ours " + entry.length());
            }
            segments.add(new Segment(entry.offset(), Math.toIntExact(view.offset()), entry.length()));
        }
        return segments;
    }

    private static boolean isBatchNorm(Network network, String name) {
        return network.layers().stream()
                .filter(layer -> layer.name().equals(name))
                .anyMatch((Layer layer) -> layer instanceof BatchNormalization);
    }
}
