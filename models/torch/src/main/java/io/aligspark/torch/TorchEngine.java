package io.aligspark.torch;

import io.aligspark.networks.Batch;
import io.aligspark.networks.Engine;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.MemoryFormat;

/** A network description interpreted by libtorch. Bit-deterministic at a fixed number of compute threads. */
final class TorchEngine implements Engine {
    private final Network network;
    private final Loss loss;
    private final boolean channelsLast;
    private final Device device = TorchRuntime.device();
    private final Tensors tensors = new Tensors(device);
    private final FlatTensors flat;
    private final Graph graph;
    private Loaded loaded;

    /** Makes the graph of an engine. */
    interface GraphMaker {
        Graph make(Network network, Operations operations, Tensors tensors);
    }

    TorchEngine(Network network, Loss loss, boolean channelsLast, GraphMaker maker) {
        this.network = network;
        this.loss = loss;
        this.channelsLast = channelsLast && network.input().isImage();
        flat = new FlatTensors(network, tensors);
        graph = maker.make(network, new Operations(flat, tensors), tensors);
    }

    @Override
    public Model load(float[] parameters, float[] buffers) {
        try (PointerScope scope = new PointerScope()) {
            tensors.write(parameters, flat.parameters());
            tensors.write(buffers, flat.runningStatistics());
        }
        graph.load(parameters);
        loaded = new Loaded();
        return loaded;
    }

    private final class Loaded implements Model {
        private double[] sampleLosses = {};

        @Override
        public double lossAndGradient(Batch batch, long seed, float[] gradientSum, float[] bufferSum) {
            try (PointerScope scope = new PointerScope()) {
                float[] logits = forward(batch, seed);
                float[] logitsGradient = new float[logits.length];
                sampleLosses = new double[batch.size()];
                double lossSum = loss.lossAndGradient(
                        logits, batch.targets(), batch.size(), logitsGradient, sampleLosses);
                flat.gradients().zero_();
                graph.backward(tensors.of(logitsGradient, batch.size(), network.outputs()));
                tensors.read(flat.gradients(), gradientSum);
                graph.readHostGradients(gradientSum);
                if (bufferSum.length > 0) {
                    tensors.read(flat.batchStatistics(), bufferSum);
                    for (int i = 0; i < bufferSum.length; i++) {
                        bufferSum[i] *= batch.size();
                    }
                }
                return lossSum;
            }
        }

        @Override
        public double[] sampleLosses() {
            return sampleLosses;
        }

        /** With autograd's record as in {@link #lossAndGradient}: without, libtorch may choose other kernels. */
        @Override
        public double loss(Batch batch, long seed) {
            try (PointerScope scope = new PointerScope()) {
                float[] logits = forward(batch, seed);
                return loss.lossAndGradient(logits, batch.targets(), batch.size(), new float[logits.length]);
            }
        }

        @Override
        public float[] predict(Batch batch) {
            requireLoaded();
            try (PointerScope scope = new PointerScope();
                    NoGradGuard guard = new NoGradGuard()) {
                return tensors.read(graph.forward(inputs(batch), false, 0));
            }
        }

        private float[] forward(Batch batch, long seed) {
            requireLoaded();
            flat.batchStatistics().zero_();
            return tensors.read(graph.forward(inputs(batch), true, seed));
        }

        private void requireLoaded() {
            if (loaded != this) {
                throw new IllegalStateException("the engine holds the weights of a later load");
            }
        }
    }

    private Tensor inputs(Batch batch) {
        Tensor rowMajor = tensors.of(batch.inputs(), Tensors.sizes(batch.size(), network.input()));
        return channelsLast ? rowMajor.contiguous(MemoryFormat.ChannelsLast) : rowMajor;
    }

    @Override
    public void close() {
        flat.close();
        tensors.close();
        device.close();
    }
}
