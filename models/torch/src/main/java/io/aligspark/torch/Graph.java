package io.aligspark.torch;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Network;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * Passes through a network. Autograd records all of a forward pass, but where it is cut: behind a {@link HostLayer}, which
 * autograd does not know, and behind every layer if each is to be timed.
 */
class Graph {
    /** Where the record of autograd ends and begins again. The output is null for host layers. */
    private record Cut(Layer layer, Tensor output, Tensor leaf) {}

    private final Network network;
    private final Operations operations;
    private final Map<String, HostBridge> hosts = new HashMap<>();
    private final Set<String> overwritten;
    private final boolean cutsAll;
    private final List<Cut> cuts = new ArrayList<>();
    private Tensor logits;

    Graph(Network network, Operations operations, Tensors tensors) {
        this(network, operations, tensors, false);
    }

    /** @param cutsAll whether to cut behind every layer, so that its part of the backward pass is known */
    Graph(Network network, Operations operations, Tensors tensors, boolean cutsAll) {
        this.network = network;
        this.operations = operations;
        this.cutsAll = cutsAll;
        overwritten = cutsAll ? Set.of() : overwritten(network);
        for (Layer layer : network.layers()) {
            if (layer instanceof HostLayer host) {
                hosts.put(layer.name(), new HostBridge(network, host, tensors));
            }
        }
    }

    /** Copies the parameters of host layers, which are not computed on tensors. */
    void load(float[] parameters) {
        hosts.values().forEach(host -> host.load(parameters));
    }

    /**
     * Forward pass.
     *
     * @param input {@code [n, ...]}
     * @param seed of dropout masks
     * @return {@code [n, classes]}
     */
    Tensor forward(Tensor input, boolean training, long seed) {
        cuts.clear();
        Map<String, Tensor> outputs = new HashMap<>();
        outputs.put(Network.INPUT, input);
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            int index = i;
            List<Tensor> inputs = layer.inputs().stream().map(outputs::get).toList();
            outputs.put(layer.name(), timed(layer, () -> output(layer, index, inputs, training, seed)));
        }
        logits = outputs.get(network.layers().get(network.layers().size() - 1).name());
        return logits;
    }

    private Tensor output(Layer layer, int index, List<Tensor> inputs, boolean training, long seed) {
        HostBridge host = hosts.get(layer.name());
        if (host != null) {
            Tensor leaf = host.forward(inputs.get(0));
            leaf.set_requires_grad(training);
            cuts.add(new Cut(layer, null, leaf));
            return leaf;
        }
        boolean overwrites = overwritten.contains(layer.inputs().get(0));
        Tensor output = operations.apply(layer, index, inputs, overwrites, training, seed);
        if (!cutsAll || !training || !output.requires_grad()) {
            return output;
        }
        Tensor leaf = output.detach();
        leaf.set_requires_grad(true);
        cuts.add(new Cut(layer, output, leaf));
        return leaf;
    }

    /**
     * Backward pass of the last forward pass in training mode; gradients of parameters add up in their tensors.
     *
     * @param gradient {@code [n, classes]} on the logits
     */
    void backward(Tensor gradient) {
        if (logits.requires_grad()) {
            propagate(logits, gradient);
        }
        for (int i = cuts.size() - 1; i >= 0; i--) {
            Cut cut = cuts.get(i);
            Tensor ofLeaf = cut.leaf.grad();
            if (ofLeaf.defined()) {
                timed(cut.layer, () -> {
                    if (cut.output != null) {
                        propagate(cut.output, ofLeaf);
                    } else {
                        HostBridge host = hosts.get(cut.layer.name());
                        host.backward(ofLeaf).ifPresent(ofInput -> propagate(host.input(), ofInput));
                    }
                    return ofLeaf;
                });
            }
        }
        cuts.clear();
    }

    /** Writes the gradients of host layers, which are in no tensor. */
    void readHostGradients(float[] gradient) {
        hosts.values().forEach(host -> host.readGradient(gradient));
    }

    /** Runs a part of a pass that is all of one layer. */
    <T> T timed(Layer layer, Supplier<T> work) {
        return work.get();
    }

    /** What several cuts lead to is passed several times. */
    private void propagate(Tensor output, Tensor gradient) {
        boolean keeps = cuts.size() > 0;
        output.backward(gradient, new BoolOptional(keeps), false, new TensorArrayRefOptional());
    }

    /** Outputs that autograd does not need, and that only an activation or a sum reads. */
    private static Set<String> overwritten(Network network) {
        Map<String, Long> readers = network.layers().stream()
                .flatMap(layer -> layer.inputs().stream())
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        Set<String> names = new HashSet<>();
        for (Layer layer : network.layers()) {
            boolean unneeded = layer instanceof Dense
                    || layer instanceof Convolution
                    || layer instanceof BatchNormalization
                    || layer instanceof Add
                    || layer instanceof Concatenation;
            if (unneeded && readers.getOrDefault(layer.name(), 0L) == 1) {
                names.add(layer.name());
            }
        }
        network.layers().stream()
                .filter(layer -> !(layer instanceof Activation || layer instanceof Add))
                .forEach(layer -> names.removeAll(layer.inputs()));
        return names;
    }
}
