package io.aligspark.dl4j;

import java.io.Serial;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's vertex for a {@link HostFunction} of one input; its clones share the function, as one engine is one graph. */
final class HostVertex extends GraphVertex {
    @Serial
    private static final long serialVersionUID = 1;

    private final HostFunction function;

    HostVertex(HostFunction function) {
        this.function = function;
    }

    @Override
    @SuppressWarnings("MethodDoesntCallSuperMethod")
    public GraphVertex clone() {
        return new HostVertex(function);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostVertex vertex && vertex.function == function;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(function);
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 1;
    }

    @Override
    public int maxVertexInputs() {
        return 1;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph, String name, int index, INDArray parameters, boolean initialise, DataType type) {
        return new Vertex(graph, name, index, function, type);
    }

    @Override
    public InputType getOutputType(int index, InputType... inputs) {
        throw new IllegalStateException("input types are not used by the engine");
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputs) {
        throw new IllegalStateException("memory reports are not used by the engine");
    }

    // DL4J's own base class overrides a method of variable arity by one of an array.
    @SuppressWarnings("overrides")
    private static final class Vertex extends BaseGraphVertex {
        @Serial
        private static final long serialVersionUID = 1;

        private final HostFunction function;

        Vertex(ComputationGraph graph, String name, int index, HostFunction function, DataType type) {
            super(graph, name, index, null, null, type);
            this.function = function;
        }

        @Override
        public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
            INDArray input = inputs[0];
            INDArray output = workspaces.createUninitialized(
                    ArrayType.ACTIVATIONS, dataType, function.outputShape(input.shape()), 'c');
            function.forward(NativeArray.rowMajor(input), input.shape(), NativeArray.of(output));
            HostArrays.afterWrite(output);
            return output;
        }

        @Override
        public Pair<Gradient, INDArray[]> doBackward(boolean truncated, LayerWorkspaceMgr workspaces) {
            INDArray input = inputs[0];
            INDArray gradient = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
            function.backward(
                    NativeArray.rowMajor(input),
                    input.shape(),
                    NativeArray.rowMajor(epsilon),
                    NativeArray.of(gradient));
            HostArrays.afterWrite(gradient);
            return Pair.of(null, new INDArray[] {gradient});
        }

        @Override
        public boolean hasLayer() {
            return false;
        }

        @Override
        public Layer getLayer() {
            return null;
        }

        @Override
        public void setBackpropGradientsViewArray(INDArray view) {
            throw new IllegalStateException("vertex " + vertexName + " has no parameters");
        }

        @Override
        public Pair<INDArray, MaskState> feedForwardMaskArrays(INDArray[] masks, MaskState state, int size) {
            throw new IllegalStateException("masks are not used by the engine");
        }

        @Override
        public String toString() {
            return vertexName + ": " + function;
        }
    }
}
