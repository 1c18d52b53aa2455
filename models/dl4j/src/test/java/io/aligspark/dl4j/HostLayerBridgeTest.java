package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import io.aligspark.networks.DifferentiableNeuralComputer;
import io.aligspark.networks.Golden;
import io.aligspark.networks.HostLayer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Shape;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class HostLayerBridgeTest {

    /** In a graph of doubles no rounding hides between the layer's arithmetic and what the graph returns. */
    @Test
    void aGraphOfDoublesGivesTheBitsOfTheLayer() {
        Dl4jRuntime.hardware();
        HostLayer layer = new DifferentiableNeuralComputer("dnc", "input", 8, 6, 5, 2, 5, 20);
        List<Shape> shapes = List.of(Shape.of(3, 6));
        ComputationGraph graph = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .updater(new NoOp())
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("input")
                .addLayer("dnc", new HostLayerConfiguration(layer, shapes), "input")
                .setOutputs("dnc")
                .validateOutputLayerConfig(false)
                .build());
        graph.init();
        graph.initGradientsView();
        double[] parameters = widen(Layout.of(layer.parameters(shapes)).initialValues(1));
        graph.setParams(Nd4j.createFromArray(parameters).reshape(1, -1));
        double[] inputs = widen(Golden.generate(1, 0, 2 * 18, -1, 1));
        double[] outputGradient = widen(Golden.generate(1, 1, 2 * 15, -1, 1));
        // Column-major memory, which the layer must not take as it lies.
        INDArray input = Nd4j.createFromArray(inputs).reshape(2, 3, 6).dup('f');
        graph.feedForward(new INDArray[] {input}, true, false);
        graph.backpropGradient(Nd4j.createFromArray(outputGradient).reshape(2, 3, 5));

        HostLayer.Computation computation = layer.computation(shapes);
        double[] expectedOutput = new double[outputGradient.length];
        double[] expectedGradient = new double[parameters.length];
        computation.forward(parameters, inputs, 2, expectedOutput);
        computation.backward(outputGradient, new double[inputs.length], expectedGradient);
        assertArrayEquals(
                expectedOutput, graph.output(false, input)[0].dup('c').data().asDouble());
        assertArrayEquals(
                expectedGradient, graph.getFlattenedGradients().dup('c').data().asDouble());
    }

    private static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }
}
