package io.aligspark.torch;

import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;

/** A {@link HostLayer} between tensors: moves arrays, and keeps the layer's own parameters and gradients in double. */
final class HostBridge {
    private final HostLayer.Computation computation;
    private final Tensors tensors;
    private final Shape outputShape;
    private final int offset;
    private final double[] parameters;
    private final double[] gradient;
    private double[] values = {};
    private double[] outputs = {};
    private Tensor input;

    HostBridge(Network network, HostLayer layer, Tensors tensors) {
        this.tensors = tensors;
        Map<String, Shape> shapes = network.shapes();
        List<Shape> inputs = layer.inputs().stream().map(shapes::get).toList();
        computation = layer.computation(inputs);
        outputShape = shapes.get(layer.name());
        offset = offset(network, layer);
        parameters = new double[Layout.of(layer.parameters(inputs)).length()];
        gradient = new double[parameters.length];
    }

    void load(float[] all) {
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = all[offset + i];
        }
    }

    /** The layer's output, without a record of autograd. */
    Tensor forward(Tensor x) {
        input = x;
        Arrays.fill(gradient, 0);
        int samples = Math.toIntExact(x.size(0));
        values = widen(tensors.read(x));
        outputs = new double[samples * outputShape.length()];
        computation.forward(parameters, values, samples, outputs);
        return tensors.of(narrow(outputs), Tensors.sizes(samples, outputShape));
    }

    /** What the last forward pass read. */
    Tensor input() {
        return input;
    }

    /** The gradient on the input, if autograd wants it, given that on the output of the last forward pass. */
    Optional<Tensor> backward(Tensor outputGradient) {
        computation.backward(widen(tensors.read(outputGradient)), values, gradient);
        return input.requires_grad()
                ? Optional.of(tensors.of(narrow(values), input.shape()).to(input.scalar_type()))
                : Optional.empty();
    }

    /** Writes the gradient of the layer's parameters to its place among all. */
    void readGradient(float[] all) {
        for (int i = 0; i < gradient.length; i++) {
            all[offset + i] = (float) gradient[i];
        }
    }

    private static int offset(Network network, Layer layer) {
        Map<String, Shape> shapes = network.shapes();
        return network.layers().stream()
                .takeWhile(before -> !before.name().equals(layer.name()))
                .mapToInt(before -> Layout.of(before.parameters(
                                before.inputs().stream().map(shapes::get).toList()))
                        .length())
                .sum();
    }

    private static double[] widen(float[] narrow) {
        double[] wide = new double[narrow.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = narrow[i];
        }
        return wide;
    }

    private static float[] narrow(double[] wide) {
        float[] narrow = new float[wide.length];
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] = (float) wide[i];
        }
        return narrow;
    }
}
