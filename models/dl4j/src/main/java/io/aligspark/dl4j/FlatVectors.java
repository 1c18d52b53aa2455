package io.aligspark.dl4j;

import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import io.aligspark.networks.TensorSpec;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where our tensors lie in DL4J's one flat vector, which orders them differently (a convolution's bias before its
 * weight) and mixes running statistics in. Element order inside a tensor agrees: DL4J's dense weight {@code [in, out]}
 * in column-major order is PyTorch's {@code [out, in]} in row-major order.
 */
final class FlatVectors {
    /** One tensor, or all of a host layer: {@code ours[from, from + length)} is DL4J's {@code [to, to + length)}. */
    private record Segment(int from, int to, int length) {}

    private static final Map<String, String> DL4J_NAMES = Map.of("weight", "W", "bias", "b");
    private static final Map<String, String> DL4J_BATCH_NORM_NAMES =
            Map.of("weight", "gamma", "bias", "beta", "running_mean", "mean", "running_var", "var");

    private final List<Segment> parameters;
    private final List<Segment> buffers;

    FlatVectors(Network network, ComputationGraph graph) {
        parameters = segments(network, graph, Layer::parameters);
        buffers = segments(network, graph, Layer::buffers);
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

    private static List<Segment> segments(
            Network network, ComputationGraph graph, BiFunction<Layer, List<Shape>, List<TensorSpec>> tensors) {
        Map<String, Shape> shapes = network.shapes();
        List<Segment> segments = new ArrayList<>();
        int from = 0;
        for (Layer layer : network.layers()) {
            List<Shape> inputs = layer.inputs().stream().map(shapes::get).toList();
            List<TensorSpec> own = tensors.apply(layer, inputs);
            if (layer instanceof HostLayer && !own.isEmpty()) {
                from = add(
                        segments,
                        from,
                        graph,
                        layer,
                        HostLayerConfiguration.PARAMETER,
                        Layout.of(own).length());
                continue;
            }
            for (TensorSpec tensor : own) {
                Map<String, String> names = layer instanceof BatchNormalization ? DL4J_BATCH_NORM_NAMES : DL4J_NAMES;
                String name = tensor.name().substring(layer.name().length() + 1);
                // Layers of our own have our names.
                from = add(
                        segments,
                        from,
                        graph,
                        layer,
                        names.getOrDefault(name, name),
                        tensor.shape().length());
            }
        }
        return segments;
    }

    /** Adds the segment that DL4J knows by that name, and returns where the next one starts. */
    private static int add(
            List<Segment> segments, int from, ComputationGraph graph, Layer layer, String name, int length) {
        INDArray view = graph.getLayer(layer.name()).getParam(name);
        if (view.length() != length) {
            throw new IllegalStateException(
                    "DL4J's " + layer.name() + "." + name + " has " + view.length() + " elements, ours " + length);
        }
        segments.add(new Segment(from, Math.toIntExact(view.offset()), length));
        return from + length;
    }
}
