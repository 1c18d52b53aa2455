package io.aligspark.dl4j;

import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Shape;
import java.io.Serial;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** DL4J's configuration of one of our host layers, whose tensors are one flat parameter, {@link #PARAMETER}. */
final class HostLayerConfiguration extends FeedForwardLayer {
    /** All tensors of the layer, one after another. */
    static final String PARAMETER = "P";

    @Serial
    private static final long serialVersionUID = 1;

    private final HostLayer hostLayer;
    private final List<Shape> inputs;

    HostLayerConfiguration(HostLayer hostLayer, List<Shape> inputs) {
        this.hostLayer = hostLayer;
        this.inputs = inputs;
    }

    HostLayer.Computation computation() {
        return hostLayer.computation(inputs);
    }

    /** Shape of one sample's output. */
    Shape outputShape() {
        return hostLayer.outputShape(inputs);
    }

    @Override
    public Layer instantiate(
            NeuralNetConfiguration configuration,
            Collection<TrainingListener> listeners,
            int index,
            INDArray parameters,
            boolean initialise,
            DataType dataType) {
        HostLayerBridge layer = new HostLayerBridge(configuration, dataType);
        layer.setListeners(listeners);
        layer.setIndex(index);
        layer.setParamsViewArray(parameters);
        layer.setParamTable(initializer().init(configuration, parameters, initialise));
        return layer;
    }

    @Override
    public ParamInitializer initializer() {
        return new FlatParameter(Layout.of(hostLayer.parameters(inputs)).length());
    }

    @Override
    public LayerMemoryReport getMemoryReport(InputType inputType) {
        throw new IllegalStateException("memory reports are not used by the engine");
    }

    /** One parameter that is a view of DL4J's flat vector; the engine writes its values. */
    private record FlatParameter(int length) implements ParamInitializer {
        @Override
        public long numParams(NeuralNetConfiguration configuration) {
            return length;
        }

        @Override
        public long numParams(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return length;
        }

        @Override
        public List<String> paramKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of(PARAMETER);
        }

        @Override
        public List<String> weightKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of(PARAMETER);
        }

        @Override
        public List<String> biasKeys(org.deeplearning4j.nn.conf.layers.Layer layer) {
            return List.of();
        }

        @Override
        public boolean isWeightParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return key.equals(PARAMETER);
        }

        @Override
        public boolean isBiasParam(org.deeplearning4j.nn.conf.layers.Layer layer, String key) {
            return false;
        }

        @Override
        public Map<String, INDArray> init(NeuralNetConfiguration configuration, INDArray view, boolean initialise) {
            configuration.addVariable(PARAMETER);
            return Map.of(PARAMETER, view.reshape(view.length()));
        }

        @Override
        public Map<String, INDArray> getGradientsFromFlattened(NeuralNetConfiguration configuration, INDArray view) {
            return Map.of(PARAMETER, view.reshape(view.length()));
        }
    }
}
