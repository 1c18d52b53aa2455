package io.aligspark.dl4j;

import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
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
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.recurrent.BidirectionalLayer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where our tensors lie in DL4J's one flat vector, which orders them differently (a convolution's bias before its
 * weight) and mixes running statistics in. Element order inside a tensor agrees: DL4J's dense weight {@code [in, out]}
 * in column-major order is PyTorch's {@code [out, in]} in row-major order.
 */
final class FlatVectors {
    /**
     * One tensor, or all of a host layer: {@code ours[from, from + length)} is DL4J's {@code [to, to + length)}, or is
     * added to it where DL4J has one tensor for two of ours.
     */
    private record Segment(int from, int to, int length, boolean added) {
        void write(float[] ours, FloatBuffer dl4j) {
            if (!added) {
                dl4j.put(to, ours, from, length);
                return;
            }
            for (int i = 0; i < length; i++) {
                dl4j.put(to + i, dl4j.get(to + i) + ours[from + i]);
            }
        }

        void read(FloatBuffer dl4j, float[] ours) {
            dl4j.get(to, ours, from, length);
        }
    }

    /** Where DL4J's LSTM has the gates that we order i, f, g, o: its order is g, f, o, i. */
    private static final int[] DL4J_GATES = {3, 1, 0, 2};

    private static final Map<String, String> DL4J_NAMES = Map.of("weight", "W", "bias", "b");
    private static final Map<String, String> DL4J_BATCH_NORM_NAMES =
            Map.of("weight", "gamma", "bias", "beta", "running_mean", "mean", "running_var", "var");

    private final List<Segment> parameters;
    private final List<Segment> buffers;

    FlatVectors(Network network, ComputationGraph graph) {
        parameters = segments(network, graph, Layer::parameters);
        buffers = segments(network, graph, Layer::buffers);
        long mapped = Stream.concat(parameters.stream(), buffers.stream())
                .filter(segment -> !segment.added)
                .mapToLong(Segment::length)
                .sum();
        if (mapped != graph.numParams()) {
            throw new IllegalStateException("DL4J's vector has " + graph.numParams() + " elements, ours " + mapped);
        }
    }

    void writeParameters(float[] values, FloatBuffer dl4j) {
        parameters.forEach(segment -> segment.write(values, dl4j));
    }

    void writeBuffers(float[] values, FloatBuffer dl4j) {
        buffers.forEach(segment -> segment.write(values, dl4j));
    }

    void readParameters(FloatBuffer dl4j, float[] values) {
        parameters.forEach(segment -> segment.read(dl4j, values));
    }

    void readBuffers(FloatBuffer dl4j, float[] values) {
        buffers.forEach(segment -> segment.read(dl4j, values));
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
                if (graph.getLayer(layer.name()) instanceof BidirectionalLayer lstm) {
                    from = addGates(segments, from, lstm, name, tensor.shape().length());
                    continue;
                }
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
        segments.add(new Segment(from, Math.toIntExact(view.offset()), length, false));
        return from + length;
    }

    /** Adds a tensor of DL4J's own LSTM, gate by gate; our second bias is added to the first. */
    private static int addGates(List<Segment> segments, int from, BidirectionalLayer lstm, String name, int length) {
        String direction = name.endsWith("_reverse") ? "b" : "f";
        String tensor = name.startsWith("weight_ih") ? "W" : name.startsWith("weight_hh") ? "RW" : "b";
        int to = Math.toIntExact(lstm.getParam(direction + tensor).offset());
        int block = length / BidirectionalLstm.GATES;
        for (int gate = 0; gate < BidirectionalLstm.GATES; gate++) {
            int place = to + DL4J_GATES[gate] * block;
            segments.add(new Segment(from + gate * block, place, block, name.startsWith("bias_hh")));
        }
        return from + length;
    }
}
