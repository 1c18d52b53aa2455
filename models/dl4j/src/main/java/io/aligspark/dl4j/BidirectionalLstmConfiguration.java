package io.aligspark.dl4j;

import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import java.io.Serial;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * DL4J's configuration of {@link BidirectionalLstmLayer}. Its tensors have PyTorch's names, order and row-major layout, so
 * they are cut from the flat vector as they are.
 */
final class BidirectionalLstmConfiguration extends FeedForwardLayer {
    @Serial
    private static final long serialVersionUID = 1;

    private final boolean inputGradient;

    /**
     * A layer that reads sequences of so many channels.
     *
     * @param inputGradient whether anything before the layer needs its gradient
     */
    BidirectionalLstmConfiguration(int channels, int hidden, boolean inputGradient) {
        setNIn(channels);
        setNOut(hidden);
        this.inputGradient = inputGradient;
    }

    @Override
    public org.deeplearning4j.nn.api.Layer instantiate(
            NeuralNetConfiguration conf,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType type) {
        BidirectionalLstmLayer layer =
                new BidirectionalLstmLayer(conf, type, Math.toIntExact(nIn), Math.toIntExact(nOut), inputGradient);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(conf, parameters, initialise));
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new Segments(nIn, nOut);
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        throw new IllegalStateException("memory reports are not used by the engine");
    }

    /** Cuts a flat vector into the tensors. */
    private record Segments(long channels, long hidden) implements ParamInitializer {

        private Map<String, INDArray> cut(INDArray flat) {
            Map<String, INDArray> tensors = new LinkedHashMap<>();
            INDArray vector = flat.reshape(flat.length());
            long offset = 0;
            for (Map.Entry<String, Long> length : lengths().entrySet()) {
                tensors.put(length.getKey(), vector.get(NDArrayIndex.interval(offset, offset + length.getValue())));
                offset += length.getValue();
            }
            return tensors;
        }

        private Map<String, Long> lengths() {
            Map<String, Long> lengths = new LinkedHashMap<>();
            Shape input = Shape.of(1, Math.toIntExact(channels));
            new BidirectionalLstm("", Network.INPUT, Math.toIntExact(hidden))
                    .parameters(List.of(input))
                    .forEach(tensor -> lengths.put(
                            tensor.name().substring(1), (long) tensor.shape().length()));
            return lengths;
        }

        @Override
        public long numParams(NeuralNetConfiguration conf) {
            return numParams(conf.getLayer());
        }

        @Override
        public long numParams(Layer layer) {
            return lengths().values().stream().mapToLong(Long::longValue).sum();
        }

        @Override
        public List<String> paramKeys(Layer layer) {
            return List.copyOf(lengths().keySet());
        }

        @Override
        public List<String> weightKeys(Layer layer) {
            return paramKeys(layer).stream()
                    .filter(key -> isWeightParam(layer, key))
                    .toList();
        }

        @Override
        public List<String> biasKeys(Layer layer) {
            return paramKeys(layer).stream()
                    .filter(key -> isBiasParam(layer, key))
                    .toList();
        }

        @Override
        public boolean isWeightParam(Layer layer, String key) {
            return key.startsWith("weight");
        }

        @Override
        public boolean isBiasParam(Layer layer, String key) {
            return key.startsWith("bias");
        }

        @Override
        public Map<String, INDArray> init(NeuralNetConfiguration conf, INDArray parameters, boolean initialise) {
            Map<String, INDArray> tensors = cut(parameters);
            tensors.keySet().forEach(conf::addVariable);
            return tensors;
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration conf, INDArray gradient) {
            return cut(gradient);
        }
    }
}
