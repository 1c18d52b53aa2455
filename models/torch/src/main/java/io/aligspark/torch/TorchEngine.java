package io.aligspark.torch;

import io.aligspark.networks.Batch;
import io.aligspark.networks.Engine;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import java.util.Set;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A network description interpreted by libtorch. Bit-deterministic at a fixed number of compute threads. */
final class TorchEngine implements Engine {
    private final Network network;
    private final Loss loss;
    private final Options options;
    private final Device device;
    private final Tensors tensors;
    private final FlatTensors flat;
    private final Graph graph;
    private Loaded loaded;

    /**
     * How an engine computes.
     *
     * @param device on which
     * @param precision in which
     * @param channelsLast whether images lie in memory as {@code [n, h, w, c]}
     */
    record Options(io.aligspark.networks.Device device, Precision precision, boolean channelsLast) {}

    /** Makes the graph of an engine. */
    interface GraphMaker {
        Graph make(Network network, Operations operations, Tensors tensors);
    }

    TorchEngine(Network network, Loss loss, Options options, GraphMaker maker) {
        this(
                network,
                loss,
                options,
                options.precision == Precision.FP32 ? Set.of() : Bfloat16.layersInFp32(network, options),
                maker);
    }

    /** @param layersInFp32 names of layers that compute in fp32 whatever the precision */
    TorchEngine(Network network, Loss loss, Options options, Set<String> layersInFp32, GraphMaker maker) {
        this.network = network;
        this.loss = loss;
        this.options = options;
        device = TorchRuntime.device(options.device);
        tensors = new Tensors(device);
        flat = new FlatTensors(network, tensors);
        graph = maker.make(network, new Operations(flat, tensors, layersInFp32), tensors);
    }

    @Override
    public Model load(float[] parameters, float[] buffers) {
        loaded = Scopes.releasing(() -> {
            tensors.write(parameters, flat.parameters());
            tensors.write(buffers, flat.runningStatistics());
            graph.load(parameters);
            return new Loaded();
        });
        return loaded;
    }

    private final class Loaded implements Model {
        private double[] sampleLosses = {};

        @Override
        public double lossAndGradient(Batch batch, long seed, float[] gradientSum, float[] bufferSum) {
            requireLoaded();
            return Scopes.releasing(() -> {
                float[] logits = trainingLogits(batch, seed);
                float[] logitsGradient = new float[logits.length];
                sampleLosses = new double[batch.size()];
                double lossSum =
                        loss.lossAndGradient(logits, batch.targets(), batch.size(), logitsGradient, sampleLosses);
                flat.gradients().zero_();
                graph.backward(tensors.of(logitsGradient, batch.size(), network.outputs()));
                tensors.read(flat.gradients(), gradientSum);
                graph.readHostGradients(gradientSum);
                tensors.read(flat.batchStatistics(), bufferSum);
                for (int i = 0; i < bufferSum.length; i++) {
                    bufferSum[i] *= batch.size();
                }
                return lossSum;
            });
        }

        @Override
        public double[] sampleLosses() {
            return sampleLosses;
        }

        /** With autograd's record as in {@link #lossAndGradient}: without, libtorch may choose other kernels. */
        @Override
        public double loss(Batch batch, long seed) {
            requireLoaded();
            return Scopes.releasing(() -> {
                float[] logits = trainingLogits(batch, seed);
                return loss.lossAndGradient(logits, batch.targets(), batch.size(), new float[logits.length]);
            });
        }

        @Override
        public float[] predict(Batch batch) {
            requireLoaded();
            return Scopes.withoutGradient(() -> tensors.read(forward(batch, false, 0)));
        }

        private float[] trainingLogits(Batch batch, long seed) {
            flat.batchStatistics().zero_();
            return tensors.read(forward(batch, true, seed));
        }

        private void requireLoaded() {
            if (loaded != this) {
                throw new IllegalStateException("the engine holds the weights of a later load");
            }
        }
    }

    private Tensor forward(Batch batch, boolean training, long seed) {
        Tensor rowMajor = tensors.of(batch.inputs(), Tensors.sizes(batch.size(), network.input()));
        boolean reordered = options.channelsLast && network.input().isImage();
        Tensor inputs = reordered ? rowMajor.contiguous(MemoryFormat.ChannelsLast) : rowMajor;
        return options.precision == Precision.FP32
                ? graph.forward(inputs, training, seed)
                : Autocast.run(device.type(), () -> graph.forward(inputs, training, seed));
    }

    @Override
    public void close() {
        flat.close();
        tensors.close();
        device.close();
    }
}
