package io.aligspark.dl4j;

import io.aligspark.networks.HostLayer;
import java.io.Serial;
import java.util.List;
import java.util.stream.LongStream;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a host layer inside a graph of DL4J: copies arrays out, calls the layer, copies arrays in. Sequences are
 * {@code [n, time, channels]}, row-major, where DL4J's own layers take {@code [n, channels, time]}.
 */
final class HostLayerBridge extends BaseLayer<HostLayerConfiguration> {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient HostLayer.Computation computation;
    private final List<Integer> outputSizes;
    // Of the last batch size: sizes hardly vary.
    private transient double[] inputs = {};
    private transient double[] outputs = {};
    private final transient double[] parameters;

    HostLayerBridge(NeuralNetConfiguration configuration, DataType dataType) {
        super(configuration, dataType);
        computation = layerConf().computation();
        outputSizes = layerConf().outputShape().sizes();
        parameters = new double[Math.toIntExact(layerConf().initializer().numParams(configuration))];
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        int samples = Math.toIntExact(input.size(0));
        long[] shape = LongStream.concat(
                        LongStream.of(samples), outputSizes.stream().mapToLong(Integer::longValue))
                .toArray();
        INDArray result = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        inputs = fit(inputs, input.length());
        outputs = fit(outputs, result.length());
        HostArrays.read(
                workspaces.dup(ArrayType.FF_WORKING_MEM, getParam(HostLayerConfiguration.PARAMETER), 'c'), parameters);
        HostArrays.read(workspaces.dup(ArrayType.FF_WORKING_MEM, input, 'c'), inputs);
        computation.forward(parameters, inputs, samples, outputs);
        HostArrays.write(outputs, result);
        return result;
    }

    /** Follows an {@link #activate} on the same input. */
    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray outputGradient, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        if (inputs.length != input.length()) {
            throw new IllegalStateException("a backward pass of " + layerId() + " must follow its forward pass");
        }
        HostArrays.read(workspaces.dup(ArrayType.BP_WORKING_MEM, outputGradient, 'c'), outputs);
        computation.backward(outputs, inputs, parameters);
        INDArray result = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
        HostArrays.write(inputs, result);
        INDArray parameterGradient =
                workspaces.createUninitialized(ArrayType.BP_WORKING_MEM, dataType, parameters.length);
        HostArrays.write(parameters, parameterGradient);
        INDArray view = gradientViews.get(HostLayerConfiguration.PARAMETER);
        view.assign(parameterGradient);
        Gradient gradients = new DefaultGradient();
        gradients.gradientForVariable().put(HostLayerConfiguration.PARAMETER, view);
        return new Pair<>(gradients, result);
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    private static double[] fit(double[] array, long length) {
        return array.length == length ? array : new double[Math.toIntExact(length)];
    }
}
