package io.aligspark.dl4j;

import io.aligspark.networks.Batch;
import io.aligspark.networks.BatchNormalization;
import io.aligspark.networks.Engine;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** One DL4J graph that interprets a network description. Bit-deterministic at a fixed number of compute threads. */
class Dl4jEngine implements Engine {
    private final Network network;
    private final LossBridge loss;
    private final KeyedDropout.MaskKey maskKey = new KeyedDropout.MaskKey();
    private final ComputationGraph graph;
    private final FlatVectors vectors;
    private final FloatBuffer parameterMemory;
    private final FloatBuffer gradientMemory;
    private final float[] zeroBuffers;
    private final double[] unbiasedFactors;
    private Loaded loaded;
    // Arrays of the last batch size: sizes hardly vary, and native memory is freed late.
    private INDArray inputs = Nd4j.empty(DataType.FLOAT);
    private INDArray unusedLabels = Nd4j.empty(DataType.FLOAT);

    Dl4jEngine(Network network, Loss loss, Layers layers) {
        this.network = network;
        this.loss = new LossBridge(loss);
        graph = new ComputationGraph(GraphBuilder.build(network, this.loss, maskKey, layers, DataType.FLOAT));
        graph.init();
        graph.initGradientsView();
        vectors = new FlatVectors(network, graph);
        parameterMemory = HostArrays.buffer(graph.params());
        gradientMemory = HostArrays.buffer(graph.getFlattenedGradients());
        zeroBuffers = new float[network.buffers().length()];
        unbiasedFactors = new double[zeroBuffers.length];
    }

    @Override
    public Model load(float[] parameters, float[] buffers) {
        vectors.writeParameters(parameters, parameterMemory);
        HostArrays.afterWrite(graph.params());
        loaded = new Loaded(buffers.clone());
        return loaded;
    }

    /** Buffers share DL4J's vector with the parameters, but differ between training and evaluation. */
    private final class Loaded implements Model {
        private final float[] buffers;

        Loaded(float[] buffers) {
            this.buffers = buffers;
        }

        @Override
        public double lossAndGradient(Batch batch, long seed, float[] gradientSum, float[] bufferSum) {
            prepare(batch, zeroBuffers);
            loss.setTargets(batch);
            maskKey.set(seed);
            graph.setInputs(inputs);
            graph.setLabels(unusedLabels);
            compute();
            HostArrays.beforeRead(graph.getFlattenedGradients());
            vectors.readParameters(gradientMemory, gradientSum);
            if (bufferSum.length > 0) {
                readBatchStatistics(batch.size(), bufferSum);
            }
            return loss.lossSum();
        }

        @Override
        public double[] sampleLosses() {
            return loss.sampleLosses();
        }

        @Override
        public double loss(Batch batch, long seed) {
            prepare(batch, zeroBuffers);
            maskKey.set(seed);
            return loss.lossSum(batch, HostArrays.read(graph.output(true, inputs)[0]));
        }

        @Override
        public float[] predict(Batch batch) {
            prepare(batch, buffers);
            return HostArrays.read(graph.output(false, inputs)[0]);
        }

        private void prepare(Batch batch, float[] statistics) {
            if (loaded != this) {
                throw new IllegalStateException("the engine holds the weights of a later load");
            }
            if (statistics.length > 0) {
                vectors.writeBuffers(statistics, parameterMemory);
                HostArrays.afterWrite(graph.params());
            }
            writeInputs(batch);
        }
    }

    /** Forward and backward pass on what lies in DL4J's memory. */
    void compute() {
        graph.computeGradientAndScore();
    }

    ComputationGraph graph() {
        return graph;
    }

    @Override
    public void close() {
        for (org.deeplearning4j.nn.api.Layer layer : graph.getLayers()) {
            layer.close();
        }
        graph.params().close();
        graph.getFlattenedGradients().close();
    }

    private void writeInputs(Batch batch) {
        if (inputs.isEmpty() || inputs.size(0) != batch.size()) {
            int[] shape = IntStream.concat(
                            IntStream.of(batch.size()),
                            network.input().sizes().stream().mapToInt(Integer::intValue))
                    .toArray();
            inputs = Nd4j.create(
                    DataType.FLOAT, Arrays.stream(shape).asLongStream().toArray());
            unusedLabels = Nd4j.create(DataType.FLOAT, batch.size(), network.outputs());
        }
        HostArrays.buffer(inputs).put(0, batch.inputs(), 0, Math.toIntExact(inputs.length()));
        HostArrays.afterWrite(inputs);
    }

    /** The running statistics were zero with decay 0, so their "gradient" is minus the batch's mean and variance. */
    private void readBatchStatistics(int samples, float[] bufferSum) {
        vectors.readBuffers(gradientMemory, bufferSum);
        fillUnbiasedFactors(samples);
        for (int i = 0; i < bufferSum.length; i++) {
            bufferSum[i] = (float) (-bufferSum[i] * samples * unbiasedFactors[i]);
        }
    }

    /** 1 for a mean; m / (m - 1) for a variance over m = samples x positions elements. */
    private void fillUnbiasedFactors(int samples) {
        Map<String, Shape> shapes = network.shapes();
        int offset = 0;
        for (Layer layer : network.layers()) {
            if (layer instanceof BatchNormalization norm) {
                Shape shape = shapes.get(norm.input());
                int channels = shape.size(0);
                int positions = shape.length() / channels;
                double elements = (double) samples * positions;
                Arrays.fill(unbiasedFactors, offset, offset + channels, 1);
                Arrays.fill(unbiasedFactors, offset + channels, offset + 2 * channels, elements / (elements - 1));
                offset += 2 * channels;
            }
        }
    }
}
