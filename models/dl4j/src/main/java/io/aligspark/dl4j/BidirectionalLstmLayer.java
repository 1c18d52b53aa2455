package io.aligspark.dl4j;

import java.io.Serial;
import java.util.Map;
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
 * {@link io.aligspark.networks.BidirectionalLstm} on {@code [n, ..., time, c]}, computed on the host over the real steps
 * alone. DL4J's own {@code Bidirectional} is wrong with masks.
 */
final class BidirectionalLstmLayer extends BaseLayer<BidirectionalLstmConfiguration> {
    @Serial
    private static final long serialVersionUID = 1;

    private final int channels;
    private final int hidden;
    private final boolean needsInputGradient;
    private final transient LstmDirection forward;
    private final transient LstmDirection backward;
    private final transient GrowingArray inputMemory;
    private final transient GrowingArray gradientMemory;
    // Of the last forward pass.
    private transient PackedSequences sequences;
    private transient Matrix packedInput;

    BidirectionalLstmLayer(
            NeuralNetConfiguration conf, DataType type, int channels, int hidden, boolean needsInputGradient) {
        super(conf, type);
        this.channels = channels;
        this.hidden = hidden;
        this.needsInputGradient = needsInputGradient;
        forward = new LstmDirection(hidden, false, type);
        backward = new LstmDirection(hidden, true, type);
        inputMemory = new GrowingArray(type);
        gradientMemory = new GrowingArray(type);
    }

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        long[] shape = input.shape().clone();
        NativeArray padded = NativeArray.rowMajor(input);
        sequences = PackedSequences.of(padded, (int) shape[shape.length - 2], channels);
        packedInput = inputMemory.matrix(sequences.rows(), channels);
        sequences.pack(padded, packedInput);

        shape[shape.length - 1] = 2L * hidden;
        INDArray output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        Matrix states = Matrix.of(NativeArray.of(output), 2 * hidden);
        sequences.clearPadding(states.array(), states.columns());
        forward.forward(packedInput, sequences, tensors(params, ""), states, 0);
        backward.forward(packedInput, sequences, tensors(params, "_reverse"), states, hidden);
        HostArrays.afterWrite(output);
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        Matrix outputGradient = Matrix.of(NativeArray.rowMajor(epsilon), 2 * hidden);
        HostArrays.beforeRead(gradientsFlattened);
        LstmDirection.Tensors forwardTensors = tensors(params, "");
        LstmDirection.Tensors backwardTensors = tensors(params, "_reverse");
        forward.backward(packedInput, sequences, forwardTensors, outputGradient, 0, tensors(gradientViews, ""));
        backward.backward(
                packedInput, sequences, backwardTensors, outputGradient, hidden, tensors(gradientViews, "_reverse"));
        HostArrays.afterWrite(gradientsFlattened);

        Gradient gradient = new DefaultGradient();
        gradientViews.forEach((name, view) -> gradient.gradientForVariable().put(name, view));
        return Pair.of(
                gradient, needsInputGradient ? inputGradient(forwardTensors, backwardTensors, workspaces) : null);
    }

    private INDArray inputGradient(
            LstmDirection.Tensors forwardTensors, LstmDirection.Tensors backwardTensors, LayerWorkspaceMgr workspaces) {
        Matrix packedGradient = gradientMemory.matrix(sequences.rows(), channels);
        forward.inputGradient(forwardTensors, packedGradient, 0);
        backward.inputGradient(backwardTensors, packedGradient, 1);
        INDArray inputGradient =
                workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
        sequences.unpack(packedGradient, NativeArray.of(inputGradient));
        HostArrays.afterWrite(inputGradient);
        return inputGradient;
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void close() {
        forward.close();
        backward.close();
        inputMemory.close();
        gradientMemory.close();
    }

    private LstmDirection.Tensors tensors(Map<String, INDArray> views, String direction) {
        HostArrays.beforeRead(paramsFlattened);
        return new LstmDirection.Tensors(
                Matrix.of(NativeArray.of(views.get("weight_ih_l0" + direction)), channels),
                Matrix.of(NativeArray.of(views.get("weight_hh_l0" + direction)), hidden),
                NativeArray.of(views.get("bias_ih_l0" + direction)),
                NativeArray.of(views.get("bias_hh_l0" + direction)));
    }
}
