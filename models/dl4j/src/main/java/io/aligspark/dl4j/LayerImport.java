package io.aligspark.dl4j;

import io.aligspark.networks.Activation;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Initialiser;
import io.aligspark.networks.NetworkBuilder;
import io.aligspark.networks.Pooling;
import io.aligspark.networks.Shape;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationIdentity;
import org.nd4j.linalg.activations.impl.ActivationReLU;
import org.nd4j.linalg.activations.impl.ActivationSigmoid;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.activations.impl.ActivationTanH;

/**
 * Translates one layer of a DL4J configuration, and what it has inside: input dropout, activation.
 *
 * @param network receives the layers
 * @param name of the vertex; prefix of the tensors' names
 * @param output whether it is the network's last: its softmax is part of the loss
 */
record LayerImport(NetworkBuilder network, String name, boolean output) {
    private static final String KINDS = "DenseLayer, ConvolutionLayer, BatchNormalization, ActivationLayer,"
            + " SubsamplingLayer, GlobalPoolingLayer, DropoutLayer, and as the last OutputLayer or LossLayer";

    /** Appends it behind the layer {@code from}; returns the name of the layer that has its output. */
    String add(Layer layer, String from) {
        // Sub-classes are other layers: a deconvolution is a ConvolutionLayer to Java.
        Class<?> kind = layer.getClass();
        if (kind == ActivationLayer.class) {
            return activated(name, ((ActivationLayer) layer).getActivationFn(), from);
        } else if (kind == SubsamplingLayer.class) {
            return pooling((SubsamplingLayer) layer, from);
        } else if (kind == GlobalPoolingLayer.class) {
            return globalPooling((GlobalPoolingLayer) layer, from);
        } else if (kind == DropoutLayer.class) {
            return dropout(name, layer, from);
        } else if (kind == LossLayer.class && output) {
            return logits((LossLayer) layer, from);
        } else if (kind == DenseLayer.class) {
            DenseLayer dense = (DenseLayer) layer;
            require(!dense.isHasLayerNorm(), "layer normalisation", "none");
            String last = dense(dense, dense.isHasBias(), from);
            return activated(name + "-activation", dense.getActivationFn(), last);
        } else if (kind == OutputLayer.class && output) {
            OutputLayer dense = (OutputLayer) layer;
            return logits(dense, dense(dense, dense.isHasBias(), from));
        } else if (kind == ConvolutionLayer.class) {
            String last = convolution((ConvolutionLayer) layer, from);
            return activated(name + "-activation", ((ConvolutionLayer) layer).getActivationFn(), last);
        } else if (kind == BatchNormalization.class) {
            return batchNormalization((BatchNormalization) layer, from);
        }
        throw ConfigurationImport.refused(name, kind.getSimpleName() + (output ? " as the last" : ""), KINDS);
    }

    private String dense(FeedForwardLayer layer, boolean bias, String from) {
        requireNoTrainingAids(layer);
        String input = network.flat(name, dropout(name + "-dropout", layer, from));
        int inputs = shape(input).length();
        requireInputs(layer, inputs, input);
        int outputs = Math.toIntExact(layer.getNOut());
        return network.append(new Dense(
                name,
                input,
                outputs,
                WeightInits.of(name, layer.getWeightInitFn(), inputs, outputs),
                bias ? biases(layer) : null));
    }

    private String convolution(ConvolutionLayer layer, String from) {
        requireNoTrainingAids(layer);
        requireImage(from, layer.getCnn2dDataFormat());
        String input = dropout(name + "-dropout", layer, from);
        int channels = shape(input).size(0);
        requireInputs(layer, channels, input);
        int kernel = side("kernel", layer.getKernelSize());
        int stride = side("stride", layer.getStride());
        require(side("dilation", layer.getDilation()) == 1, "dilation", "1");
        int padding = padding(layer.getConvolutionMode(), layer.getPadding(), kernel, stride, shape(input));
        double area = (double) kernel * kernel;
        // DL4J divides the fan-out by the area of the stride.
        double fanOut = layer.getNOut() * area / (stride * (double) stride);
        return network.append(new Convolution(
                name,
                input,
                Math.toIntExact(layer.getNOut()),
                kernel,
                stride,
                padding,
                WeightInits.of(name, layer.getWeightInitFn(), channels * area, fanOut),
                layer.hasBias() ? biases(layer) : null));
    }

    private String pooling(SubsamplingLayer layer, String from) {
        requireImage(from, layer.getCnn2dDataFormat());
        int kernel = side("kernel", layer.getKernelSize());
        int stride = side("stride", layer.getStride());
        require(side("dilation", layer.getDilation()) == 1, "dilation", "1");
        int padding = padding(layer.getConvolutionMode(), layer.getPadding(), kernel, stride, shape(from));
        return network.append(new Pooling(name, from, kind(layer.getPoolingType()), kernel, stride, padding));
    }

    private String globalPooling(GlobalPoolingLayer layer, String from) {
        requireImage(from, CNN2DFormat.NCHW);
        int[] dimensions = layer.getPoolingDimensions();
        require(
                dimensions == null || Arrays.equals(dimensions, new int[] {2, 3}),
                "pooling over dimensions " + Arrays.toString(dimensions),
                "[2, 3]");
        String pooled = network.globalPooling(name, from, kind(layer.getPoolingType()));
        return layer.isCollapseDimensions() ? network.flat(name, pooled) : pooled;
    }

    private Pooling.Kind kind(PoolingType type) {
        require(type == PoolingType.MAX || type == PoolingType.AVG, "pooling " + type, "MAX, AVG");
        return type == PoolingType.MAX ? Pooling.Kind.MAXIMUM : Pooling.Kind.AVERAGE;
    }

    /** DL4J ignores the activation of this layer, so it is left out here too. */
    private String batchNormalization(BatchNormalization layer, String from) {
        requireNoTrainingAids(layer);
        require(layer.getCnn2DFormat() == CNN2DFormat.NCHW, "format " + layer.getCnn2DFormat(), "NCHW");
        require(layer.getEps() == 1e-5, "epsilon " + layer.getEps(), "1e-5");
        require(layer.getDecay() == 0.9, "decay " + layer.getDecay(), "0.9");
        require(
                layer.getGamma() == 1 && layer.getBeta() == 0 && !layer.isLockGammaBeta() && layer.isMinibatch(),
                "fixed or initial gamma " + layer.getGamma() + " and beta " + layer.getBeta(),
                "trained ones that start at 1 and 0");
        requireInputs(layer, shape(from).size(0), from);
        return network.append(new io.aligspark.networks.BatchNormalization(name, from));
    }

    private String dropout(String layerName, Layer layer, String from) {
        var dropout = layer.getIDropout();
        if (dropout == null) {
            return from;
        }
        if (dropout.getClass() == org.deeplearning4j.nn.conf.dropout.Dropout.class) {
            var standard = (org.deeplearning4j.nn.conf.dropout.Dropout) dropout;
            require(standard.getPSchedule() == null, "a schedule of dropout", "a constant");
            // DL4J's p is the probability to keep.
            return standard.getP() == 1 ? from : network.append(new Dropout(layerName, from, 1 - standard.getP()));
        }
        throw ConfigurationImport.refused(name, dropout.getClass().getSimpleName(), "Dropout");
    }

    private String activated(String layerName, IActivation function, String from) {
        if (function instanceof ActivationIdentity) {
            return from;
        } else if (function.equals(new ActivationReLU())) {
            return network.append(new Activation(layerName, from, Activation.Function.RELU));
        } else if (function instanceof ActivationTanH) {
            return network.append(new Activation(layerName, from, Activation.Function.TANH));
        } else if (function instanceof ActivationSigmoid) {
            return network.append(new Activation(layerName, from, Activation.Function.SIGMOID));
        }
        throw ConfigurationImport.refused(
                name, "activation " + function, "identity, relu, tanh, sigmoid, and softmax in the last layer");
    }

    private String logits(BaseLayer layer, String from) {
        IActivation function = layer.getActivationFn();
        require(
                function instanceof ActivationSoftmax || function instanceof ActivationIdentity,
                "activation " + function + " of the output",
                "softmax or identity (model.loss reads logits)");
        return from;
    }

    private static Initialisation biases(BaseLayer layer) {
        return new Initialisation.Fixed(new Initialiser.Constant((float) layer.getBiasInit()));
    }

    /** What DL4J would do to gradients or weights beyond the loss. */
    private void requireNoTrainingAids(BaseLayer layer) {
        String instead = "none (this project regularises by optimizer.projection-radius or optimizer.weight-decay)";
        require(isEmpty(layer.getRegularization()) && isEmpty(layer.getRegularizationBias()), "l1, l2, decay", instead);
        require(isEmpty(layer.getConstraints()), "a constraint", instead);
        require(layer.getWeightNoise() == null, "weight noise", "none");
        GradientNormalization normalization = layer.getGradientNormalization();
        require(
                normalization == null || normalization == GradientNormalization.None,
                "gradient normalisation " + normalization,
                "none");
    }

    private Shape shape(String layer) {
        return network.shapes().get(layer);
    }

    private static boolean isEmpty(List<?> list) {
        return list == null || list.isEmpty();
    }

    private void requireImage(String from, CNN2DFormat format) {
        require(format == CNN2DFormat.NCHW, "format " + format, "NCHW");
        require(shape(from).isImage(), "an input of shape " + shape(from), "[channels, height, width]");
    }

    private void requireInputs(FeedForwardLayer layer, int found, String from) {
        if (layer.getNIn() != 0 && layer.getNIn() != found) {
            throw new IllegalArgumentException("DL4J vertex \"" + name + "\" has nIn = " + layer.getNIn()
                    + ", but reads " + from + " of " + found + " (data.shape decides it)");
        }
    }

    /** Zeros on each side of the image; DL4J's "same" may put more on one side, which is refused. */
    private int padding(ConvolutionMode mode, int[] explicit, int kernel, int stride, Shape image) {
        if (mode == ConvolutionMode.Truncate || mode == ConvolutionMode.Strict || mode == null) {
            return side("padding", explicit);
        }
        require(mode == ConvolutionMode.Same, "convolution mode " + mode, "Truncate, Strict, Same");
        int[] total = new int[2];
        for (int i = 0; i < 2; i++) {
            int size = image.size(i + 1);
            int outputs = (size + stride - 1) / stride;
            total[i] = Math.max(0, (outputs - 1) * stride + kernel - size);
        }
        require(
                total[0] == total[1] && total[0] % 2 == 0,
                "convolution mode Same, which pads " + image + " by " + Arrays.toString(total) + " in all",
                "padding alike on all four sides");
        return total[0] / 2;
    }

    private int side(String what, int[] sizes) {
        require(sizes[0] == sizes[1], what + " " + Arrays.toString(sizes), "a square one");
        return sizes[0];
    }

    private void require(boolean condition, String found, String supported) {
        if (!condition) {
            throw ConfigurationImport.refused(name, found, supported);
        }
    }
}
