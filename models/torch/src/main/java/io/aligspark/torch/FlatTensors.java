package io.aligspark.torch;

import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/**
 * Parameters, gradients and batch-norm statistics as flat tensors in the order of {@link Layout}, which is PyTorch's.
 * Layers compute on views of the parameters; autograd adds gradients in place to views of the gradients.
 */
final class FlatTensors implements AutoCloseable {
    private final Tensor parameters;
    private final Tensor gradients;
    /** What the layers of a pass in training mode write. */
    private final Tensor batchStatistics;
    /** What the layers of a pass in evaluation mode read. */
    private final Tensor runningStatistics;

    private final Map<String, List<Tensor>> ofLayer = new HashMap<>();
    private final Map<String, List<Tensor>> batchOfLayer = new HashMap<>();
    private final Map<String, List<Tensor>> runningOfLayer = new HashMap<>();
    private final List<Tensor> all = new ArrayList<>();

    FlatTensors(Network network, Tensors tensors) {
        parameters = flat(network.parameters(), tensors);
        gradients = flat(network.parameters(), tensors);
        batchStatistics = flat(network.buffers(), tensors);
        runningStatistics = flat(network.buffers(), tensors);
        Iterator<Layout.Entry> entries = network.parameters().entries().iterator();
        Iterator<Layout.Entry> buffers = network.buffers().entries().iterator();
        Map<String, Shape> shapes = network.shapes();
        for (Layer layer : network.layers()) {
            List<Shape> inputs = layer.inputs().stream().map(shapes::get).toList();
            List<Tensor> leaves = new ArrayList<>();
            for (int i = 0; i < layer.parameters(inputs).size(); i++) {
                leaves.add(leaf(entries.next()));
            }
            ofLayer.put(layer.name(), leaves);
            List<Tensor> batch = new ArrayList<>();
            List<Tensor> running = new ArrayList<>();
            for (int i = 0; i < layer.buffers(inputs).size(); i++) {
                Layout.Entry entry = buffers.next();
                batch.add(view(batchStatistics, entry));
                running.add(view(runningStatistics, entry));
            }
            batchOfLayer.put(layer.name(), batch);
            runningOfLayer.put(layer.name(), running);
        }
    }

    Tensor parameters() {
        return parameters;
    }

    Tensor gradients() {
        return gradients;
    }

    Tensor batchStatistics() {
        return batchStatistics;
    }

    Tensor runningStatistics() {
        return runningStatistics;
    }

    /** A layer's parameters in order, leaves of autograd. */
    List<Tensor> of(Layer layer) {
        return ofLayer.get(layer.name());
    }

    /** A batch-norm layer's mean and variance: those that it writes in training, or reads in evaluation. */
    List<Tensor> statistics(Layer layer, boolean training) {
        return (training ? batchOfLayer : runningOfLayer).get(layer.name());
    }

    @Override
    public void close() {
        all.forEach(Tensor::close);
    }

    private Tensor flat(Layout layout, Tensors tensors) {
        return kept(() -> {
            Tensor flat = tensors.uninitialised(layout.length());
            flat.zero_();
            return flat;
        });
    }

    private Tensor view(Tensor flat, Layout.Entry entry) {
        return kept(() -> flat.narrow(0, entry.offset(), entry.length())
                .view(Tensors.sizes(entry.spec().shape()).toArray())
                .detach());
    }

    private Tensor leaf(Layout.Entry entry) {
        Tensor leaf = view(parameters, entry);
        leaf.set_requires_grad(true);
        leaf.mutable_grad().put(view(gradients, entry));
        return leaf;
    }

    private Tensor kept(Supplier<Tensor> made) {
        Tensor tensor = Scopes.lasting(made);
        all.add(tensor);
        return tensor;
    }
}
