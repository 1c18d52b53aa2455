package io.aligspark.dl4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.networks.Batch;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Device;
import io.aligspark.networks.Dropout;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Golden;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Layout;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.distribution.UniformDistribution;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Networks built with DL4J's own builders, against what DL4J computes with the same weights. Above 300 lines because those
 * builders take many.
 */
class ConfigurationImportTest {
    private static final EngineProvider PROVIDER = EngineProvider.of("dl4j");
    private static final int SAMPLES = 4;

    @BeforeAll
    static void startsDl4j() {
        PROVIDER.hardware(Device.CPU);
    }

    private static NeuralNetConfiguration.Builder builder() {
        return new NeuralNetConfiguration.Builder()
                .seed(5)
                .updater(new Adam(0.01))
                .weightInit(WeightInit.XAVIER);
    }

    private static MultiLayerConfiguration lenet() {
        return builder()
                .activation(Activation.RELU)
                .list()
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(6).build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .build())
                .layer(new ConvolutionLayer.Builder(5, 5).nOut(16).build())
                .layer(new SubsamplingLayer.Builder(
                                SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                        .build())
                .layer(new DenseLayer.Builder()
                        .nOut(120)
                        .activation(Activation.TANH)
                        .build())
                .layer(new DenseLayer.Builder().nOut(84).dropOut(0.8).build())
                .layer(new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                        .nOut(10)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(InputType.convolutionalFlat(28, 28, 1))
                .build();
    }

    private static ComputationGraphConfiguration residual() {
        return builder()
                .activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("image")
                .addLayer(
                        "loss",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(3)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "pool")
                .addLayer("pool", new GlobalPoolingLayer(PoolingType.AVG), "concat")
                .addLayer(
                        "stem",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(4)
                                .convolutionMode(ConvolutionMode.Same)
                                .build(),
                        "image")
                .addLayer("norm", norm(), "stem")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "norm")
                .addLayer("conv", convolution(4).hasBias(false).build(), "relu")
                .addVertex("add", new ElementWiseVertex(ElementWiseVertex.Op.Add), "conv", "stem")
                .addLayer(
                        "down",
                        convolution(6)
                                .stride(2, 2)
                                .activation(Activation.SIGMOID)
                                .build(),
                        "add")
                .addLayer(
                        "average",
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.AVG, new int[] {2, 2}, new int[] {2, 2})
                                .build(),
                        "add")
                .addLayer("drop", new DropoutLayer(0.5), "down")
                .addVertex("concat", new MergeVertex(), "drop", "average")
                .setOutputs("loss")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build();
    }

    private static OutputLayer output(int classes) {
        return new OutputLayer.Builder()
                .nOut(classes)
                .activation(Activation.SOFTMAX)
                .build();
    }

    private static BatchNormalization norm() {
        return new BatchNormalization.Builder().useLogStd(false).build();
    }

    private static ConvolutionLayer.Builder convolution(int channels) {
        return new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(channels);
    }

    @Test
    void aStackOfLayersComputesWhatItDoesInDl4j() {
        MultiLayerNetwork dl4j = new MultiLayerNetwork(lenet());
        dl4j.init();
        Network network = PROVIDER.importNetwork(lenet().toJson(), Shape.of(1, 28, 28));
        assertEquals(44_426, network.parameters().length());
        assertEquals(
                "layer0.weight", network.parameters().entries().get(0).spec().name());
        // Layers in one row lie in the same order in DL4J's vectors of both kinds.
        ComputationGraph graph = new ComputationGraph(
                GraphBuilder.build(network, new LossBridge(new CrossEntropy()), null, Layers.PLAIN, DataType.FLOAT));
        graph.init();
        assertAgrees(network, graph, dl4j.params(), dl4j.output(inputs(batch(784), 784)), batch(784));
    }

    @Test
    void aResidualGraphComputesWhatItDoesInDl4j() {
        ComputationGraph dl4j = new ComputationGraph(residual());
        dl4j.init();
        Network network = PROVIDER.importNetwork(residual().toJson(), Shape.of(2, 8, 8));
        assertEquals(
                List.of("stem", "norm", "relu", "conv", "add", "down", "down-activation", "drop", "average", "concat"),
                network.layers().stream().map(Layer::name).limit(10).toList(),
                "inputs first, in the order in which they are read");
        Batch batch = batch(2 * 8 * 8);
        assertAgrees(network, dl4j, dl4j.params(), dl4j.outputSingle(inputs(batch, 2, 8, 8)), batch);
    }

    /** The same weights, copied through PyTorch's layout, give the same probabilities. */
    private static void assertAgrees(
            Network network, ComputationGraph order, INDArray weights, INDArray expected, Batch batch) {
        float[] parameters = new float[network.parameters().length()];
        float[] buffers = new float[network.buffers().length()];
        FlatVectors vectors = new FlatVectors(network, order);
        vectors.readParameters(HostArrays.buffer(weights), parameters);
        vectors.readBuffers(HostArrays.buffer(weights), buffers);
        try (Engine engine = PROVIDER.create(network, new CrossEntropy())) {
            assertArrayEquals(
                    HostArrays.read(expected),
                    softmax(engine.load(parameters, buffers).predict(batch), network.outputs()),
                    1e-6f);
            double first = Double.NaN;
            double last = Double.NaN;
            float[] gradient = new float[parameters.length];
            for (int step = 0; step < 20; step++) {
                last = engine.load(parameters, buffers).lossAndGradient(batch, 3, gradient, new float[buffers.length]);
                first = step == 0 ? last : first;
                for (int i = 0; i < parameters.length; i++) {
                    parameters[i] -= 0.02f * gradient[i];
                }
            }
            assertTrue(last < 0.9 * first, "it trains: from " + first + " to " + last);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = WeightInit.class,
            names = {
                "XAVIER",
                "XAVIER_UNIFORM",
                "XAVIER_FAN_IN",
                "RELU",
                "RELU_UNIFORM",
                "LECUN_NORMAL",
                "LECUN_UNIFORM",
                "NORMAL",
                "UNIFORM",
                "SIGMOID_UNIFORM",
                "ZERO",
                "ONES"
            })
    void weightsStartAsInDl4j(WeightInit init) {
        assertSameDistributions(builder().weightInit(init).biasInit(0.25));
    }

    @Test
    void weightsStartByDistributionsAsInDl4j() {
        assertSameDistributions(builder().weightInit(new NormalDistribution(0, 0.3)));
        assertSameDistributions(builder().weightInit(new UniformDistribution(-0.7, 0.7)));
    }

    /** Means, deviations and ranges of large tensors, with a stride, which DL4J counts in the fan-out. */
    private static void assertSameDistributions(NeuralNetConfiguration.Builder builder) {
        ComputationGraphConfiguration graph = builder.activation(Activation.IDENTITY)
                .graphBuilder()
                .addInputs("in")
                .addLayer("conv", convolution(64).stride(2, 2).build(), "in")
                .addLayer("out", output(40), "conv")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 32))
                .build();
        ComputationGraph dl4j = new ComputationGraph(graph);
        dl4j.init();
        Network network = PROVIDER.importNetwork(graph.toJson(), Shape.of(32, 8, 8));
        float[] ours = network.parameters().initialValues(2);
        float[] theirs = new float[ours.length];
        new FlatVectors(network, dl4j).readParameters(HostArrays.buffer(dl4j.params()), theirs);
        for (Layout.Entry entry : network.parameters().entries()) {
            double[] a = moments(ours, entry);
            double[] b = moments(theirs, entry);
            String name = entry.spec().name();
            assertEquals(b[0], a[0], 0.05 * b[1] + 1e-6, name + ": mean");
            assertEquals(b[1], a[1], 0.03 * b[1], name + ": deviation");
            // The largest of 18,000 normal numbers varies by a few tenths of the deviation.
            assertEquals(b[2], a[2], 0.8 * b[1] + 1e-6, name + ": largest");
        }
    }

    private static double[] moments(float[] values, Layout.Entry entry) {
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (int i = entry.offset(); i < entry.offset() + entry.length(); i++) {
            sum += values[i];
            squares += (double) values[i] * values[i];
            largest = Math.max(largest, Math.abs(values[i]));
        }
        double mean = sum / entry.length();
        return new double[] {mean, Math.sqrt(Math.max(0, squares / entry.length() - mean * mean)), largest};
    }

    @Test
    void dropoutComesBeforeTheLayerWithDl4jsProbabilityToKeep() {
        Network network = PROVIDER.importNetwork(lenet().toJson(), Shape.of(1, 28, 28));
        Dropout dropout = (Dropout) network.layers().stream()
                .filter(layer -> layer instanceof Dropout)
                .findFirst()
                .orElseThrow();
        assertEquals("layer5-dropout", dropout.name());
        assertEquals("layer4-activation", dropout.input());
        assertEquals(0.2, dropout.probability(), 1e-12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "l2 | DL4J vertex \"x\": l1, l2, decay cannot be taken over; supported: none (this project regularises by"
                        + " optimizer.projection-radius or optimizer.weight-decay)",
                "clip | DL4J vertex \"x\": gradient normalisation ClipL2PerLayer cannot be taken over; supported: none",
                "elu | DL4J vertex \"x\": activation elu(alpha=1.0) cannot be taken over; supported: identity, relu, tanh, sigmoid,"
                        + " and softmax in the last layer",
                "kernel | DL4J vertex \"x\": kernel [3, 5] cannot be taken over; supported: a square one",
                "same | DL4J vertex \"x\": convolution mode Same, which pads [2, 8, 8] by [1, 1] in all cannot be taken"
                        + " over; supported: padding alike on all four sides",
                "identity | DL4J vertex \"x\": weight initialisation WeightInitIdentity cannot be taken over; supported:"
                        + " XAVIER, XAVIER_UNIFORM, XAVIER_FAN_IN, RELU, RELU_UNIFORM, LECUN_NORMAL, LECUN_UNIFORM,"
                        + " NORMAL, UNIFORM, SIGMOID_UNIFORM, ZERO, ONES, and normal or uniform distributions around 0",
            })
    void whatCannotBeRepresentedIsRefused(String feature, String expected) {
        ConvolutionLayer.Builder layer = convolution(3).activation(Activation.IDENTITY);
        switch (feature) {
            case "l2" -> layer.l2(1e-4);
            case "clip" -> layer.gradientNormalization(GradientNormalization.ClipL2PerLayer);
            case "elu" -> layer.activation(Activation.ELU);
            case "kernel" -> layer.kernelSize(3, 5);
            case "same" -> layer.kernelSize(2, 2).padding(0, 0).convolutionMode(ConvolutionMode.Same);
            default -> layer.weightInit(WeightInit.IDENTITY);
        }
        ComputationGraphConfiguration graph = builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer("x", layer.build(), "in")
                .addLayer("out", output(2), "x")
                .setOutputs("out")
                .setInputTypes(InputType.convolutional(8, 8, 2))
                .build();
        assertEquals(expected, message(graph.toJson(), Shape.of(2, 8, 8)));
    }

    @Test
    void verticesOfOtherKindsAndBranchesThatLeadNowhereAreRefused() {
        var graph = builder()
                .graphBuilder()
                .addInputs("in")
                .addLayer(
                        "fc",
                        new DenseLayer.Builder()
                                .nOut(3)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .addVertex("unit", new L2NormalizeVertex(), "fc")
                .addLayer(
                        "out",
                        new LossLayer.Builder().activation(Activation.SOFTMAX).build(),
                        "fc")
                .setOutputs("out")
                .setInputTypes(InputType.feedForward(4))
                .allowDisconnected(true)
                .build();
        assertEquals(
                "DL4J vertex \"unit\": a vertex that the output does not depend on cannot be taken over; supported: one"
                        + " output",
                message(graph.toJson(), Shape.of(4)));
        graph.getVertexInputs().put("out", List.of("unit"));
        assertEquals(
                "DL4J vertex \"unit\": L2NormalizeVertex cannot be taken over; supported: LayerVertex,"
                        + " ElementWiseVertex Add, MergeVertex on axis 1, PreprocessorVertex",
                message(graph.toJson(), Shape.of(4)));
    }

    @Test
    void dataThatDoNotFitAreNamed() {
        assertEquals(
                "DL4J vertex \"layer0\" reads images of [1, 28, 28], but is given [784]: set data.shape = [1, 28, 28]",
                message(lenet().toJson(), Shape.of(784)));
        assertEquals(
                "DL4J vertex \"stem\" has nIn = 2, but reads input of 3 (data.shape decides it)",
                message(residual().toJson(), Shape.of(3, 8, 8)));
    }

    @Test
    void otherFilesAreNamed() {
        assertEquals(
                "not the JSON of a DL4J ComputationGraphConfiguration or MultiLayerConfiguration: it has neither"
                        + " \"vertices\" nor \"confs\"",
                message("{}", Shape.of(2)));
        assertTrue(message("PK", Shape.of(2)).startsWith("not the JSON of a DL4J configuration: "), "no JSON");
        String broken = message("{\"vertices\": 7}", Shape.of(2));
        assertTrue(broken.startsWith("not the JSON of a DL4J configuration: ") && !broken.contains("\n"), broken);
    }

    private static String message(String json, Shape input) {
        return assertThrows(IllegalArgumentException.class, () -> PROVIDER.importNetwork(json, input))
                .getMessage();
    }

    private static Batch batch(int length) {
        float[] targets = {0, 1, 2, 1};
        return new Batch(Golden.generate(3, 0, SAMPLES * length, -1, 1), targets, SAMPLES);
    }

    private static INDArray inputs(Batch batch, int... shape) {
        int[] sizes = new int[shape.length + 1];
        sizes[0] = SAMPLES;
        System.arraycopy(shape, 0, sizes, 1, shape.length);
        return Nd4j.createFromArray(batch.inputs()).reshape('c', sizes);
    }

    private static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int from = 0; from < logits.length; from += classes) {
            float[] row = Arrays.copyOfRange(logits, from, from + classes);
            double sum = 0;
            for (float logit : row) {
                sum += Math.exp(logit);
            }
            for (int i = 0; i < classes; i++) {
                probabilities[from + i] = (float) (Math.exp(row[i]) / sum);
            }
        }
        return probabilities;
    }
}
