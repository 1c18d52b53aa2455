package io.aligspark.dl4j;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Add;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Concatenation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.PairFeatures;
import io.aligspark.networks.Pooling;
import io.aligspark.networks.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ReshapeVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationTanH;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Translates a network description to DL4J's configuration, layer by layer under the same names. */
final class GraphBuilder {
    /** The vertex that holds the loss; no layer is called so. */
    private static final String LOSS = "(loss)";

    private GraphBuilder() {}

    /**
     * The configuration of a graph whose flat parameters hold every tensor of the network, and running statistics.
     *
     * @param maskKey supplies the key of dropout masks
     * @param layers if {@link Layers#FAST}, batch-norm and a ReLU that alone reads it are a {@link FusedBatchNorm}
     * @param type of parameters and activations: FLOAT, or DOUBLE to check gradients
     */
    static ComputationGraphConfiguration build(
            Network network, ILossFunction loss, KeyedDropout.MaskKey maskKey, Layers layers, DataType type) {
        Map<String, Shape> shapes = network.shapes();
        boolean fused = layers == Layers.FAST;
        Map<String, String> fusedInto = fused ? fusedActivations(network) : Map.of();
        ComputationGraphConfiguration.GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .dataType(type)
                .updater(new NoOp())
                .weightInit(WeightInit.ZERO)
                .activation(new ActivationIdentity())
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .graphBuilder()
                .addInputs(Network.INPUT);
        for (int i = 0; i < network.layers().size(); i++) {
            Layer layer = network.layers().get(i);
            List<Shape> inputs = layer.inputs().stream().map(shapes::get).toList();
            String[] from = layer.inputs().stream()
                    .map(name -> fusedInto.getOrDefault(name, name))
                    .toArray(String[]::new);
            if (fused && layer instanceof BatchNormalization) {
                boolean relu = fusedInto.containsValue(layer.name());
                graph.addLayer(layer.name(), new FusedBatchNorm(inputs.get(0).size(0), relu), from);
            } else if (!fusedInto.containsKey(layer.name())
                    && !(layers == Layers.OUT_OF_THE_BOX && OutOfTheBox.add(graph, layer, inputs.get(0), from))) {
                add(graph, network, layer, i, inputs, from, maskKey);
            }
        }
        String last = network.layers().get(network.layers().size() - 1).name();
        String logits = fusedInto.getOrDefault(last, last);
        graph.addLayer(
                LOSS,
                new LossLayer.Builder(loss).activation(new ActivationIdentity()).build(),
                logits);
        return graph.setOutputs(LOSS).validateOutputLayerConfig(false).build();
    }

    /** ReLUs that are all that reads a batch-norm layer: name of the ReLU to that of the layer. */
    private static Map<String, String> fusedActivations(Network network) {
        Map<String, Long> readers = network.layers().stream()
                .flatMap(layer -> layer.inputs().stream())
                .collect(Collectors.groupingBy(name -> name, Collectors.counting()));
        Set<String> candidates = network.layers().stream()
                .filter(layer -> layer instanceof BatchNormalization && readers.getOrDefault(layer.name(), 0L) == 1)
                .map(Layer::name)
                .collect(Collectors.toSet());
        return network.layers().stream()
                .filter(layer -> layer instanceof Activation activation
                        && activation.function() == Activation.Function.RELU
                        && candidates.contains(activation.input()))
                .collect(Collectors.toMap(Layer::name, layer -> layer.inputs().get(0)));
    }

    private static void add(
            ComputationGraphConfiguration.GraphBuilder graph,
            Network network,
            Layer layer,
            int index,
            List<Shape> inputs,
            String[] from,
            KeyedDropout.MaskKey maskKey) {
        String name = layer.name();
        Shape input = inputs.get(0);
        if (layer instanceof Dense dense) {
            graph.addLayer(
                    name,
                    new DenseLayer.Builder()
                            .nIn(input.length())
                            .nOut(dense.outputs())
                            .hasBias(dense.bias() != null)
                            .build(),
                    from);
        } else if (layer instanceof Convolution convolution) {
            graph.addLayer(
                    name,
                    new ConvolutionLayer.Builder(convolution.kernel(), convolution.kernel())
                            .stride(convolution.stride(), convolution.stride())
                            .padding(convolution.padding(), convolution.padding())
                            .convolutionMode(ConvolutionMode.Truncate)
                            .nIn(input.size(0))
                            .nOut(convolution.channels())
                            .hasBias(convolution.bias() != null)
                            .build(),
                    from);
        } else if (layer instanceof BatchNormalization) {
            // Decay 0 and variance instead of log10(deviation): the "gradient" of a running statistic that is held at
            // zero is then minus the batch's own statistic, exactly.
            graph.addLayer(
                    name,
                    new org.deeplearning4j.nn.conf.layers.BatchNormalization.Builder()
                            .nIn(input.size(0))
                            .nOut(input.size(0))
                            .eps(BatchNormalization.EPSILON)
                            .decay(0)
                            .useLogStd(false)
                            .build(),
                    from);
        } else if (layer instanceof Activation activation) {
            graph.addLayer(name, new ActivationLayer(function(activation.function())), from);
        } else if (layer instanceof Pooling pooling) {
            graph.addLayer(
                    name,
                    new SubsamplingLayer.Builder(
                                    switch (pooling.kind()) {
                                        case MAXIMUM -> SubsamplingLayer.PoolingType.MAX;
                                        case AVERAGE -> SubsamplingLayer.PoolingType.AVG;
                                    })
                            .kernelSize(pooling.kernel(), pooling.kernel())
                            .stride(pooling.stride(), pooling.stride())
                            .padding(pooling.padding(), pooling.padding())
                            .convolutionMode(ConvolutionMode.Truncate)
                            .build(),
                    from);
        } else if (layer instanceof Dropout dropout) {
            graph.addLayer(name, new DropoutLayer.Builder(new KeyedDropout(dropout, index, maskKey)).build(), from);
        } else if (layer instanceof BidirectionalLstm lstm) {
            // DL4J adds the gradients of several readers, so one that gives none must be alone.
            boolean endsHere = lstm.input().equals(Network.INPUT)
                    && network.layers().stream()
                                    .filter(reader -> reader.inputs().contains(Network.INPUT))
                                    .count()
                            == 1;
            graph.addLayer(
                    name,
                    new BidirectionalLstmConfiguration(input.size(input.rank() - 1), lstm.hidden(), !endsHere),
                    from);
        } else if (layer instanceof MaximumOverTime maximum) {
            graph.addVertex(name, new HostVertex(new MaximumOverTimeFunction(maximum.padding())), from);
        } else if (layer instanceof PairFeatures) {
            graph.addVertex(name, new HostVertex(new PairFeaturesFunction()), from);
        } else if (layer instanceof Add) {
            graph.addVertex(name, new ElementWiseVertex(ElementWiseVertex.Op.Add), from);
        } else if (layer instanceof Concatenation) {
            graph.addVertex(name, new MergeVertex(), from);
        } else if (layer instanceof HostLayer host) {
            graph.addLayer(name, new HostLayerConfiguration(host, inputs), from);
        } else if (layer instanceof Flatten && !input.isImage()) {
            graph.addVertex(name, new ReshapeVertex(-1, input.length()), from);
        } else if (layer instanceof Flatten) {
            graph.addVertex(
                    name,
                    new PreprocessorVertex(
                            new CnnToFeedForwardPreProcessor(input.size(1), input.size(2), input.size(0))),
                    from);
        } else {
            throw new IllegalStateException("the DL4J engine has no translation for " + layer);
        }
    }

    private static IActivation function(Activation.Function function) {
        return switch (function) {
            case RELU -> new ActivationReLU();
            case TANH -> new ActivationTanH();
            case SIGMOID -> new ActivationSigmoid();
        };
    }
}
