package io.aligspark.torch;

import io.aligspark.networks.Engine;
import io.aligspark.networks.Layer;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.networks.TimedLoss;
import io.aligspark.networks.TimedModel;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;

/** An engine whose graph is cut behind every layer, with a clock around each layer's part of both passes. */
final class ProfiledTorchEngine implements ProfiledEngine {
    private final TimedLoss loss;
    private final Engine engine;
    private final Map<String, Long> nanoseconds = new LinkedHashMap<>();
    private long compute;
    private long total;

    ProfiledTorchEngine(Network network, Loss loss, TorchEngine.Options options) {
        this.loss = new TimedLoss(loss);
        network.layers().forEach(layer -> nanoseconds.put(kind(layer), 0L));
        engine = new TorchEngine(network, this.loss, options, TimedGraph::new);
    }

    @Override
    public Model load(float[] parameters, float[] buffers) {
        long start = TimedLoss.cpuNanoseconds();
        Model model = engine.load(parameters, buffers);
        total += TimedLoss.cpuNanoseconds() - start;
        return new TimedModel(model, spent -> total += spent);
    }

    @Override
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanoseconds.forEach((kind, spent) -> seconds.put(kind, 1e-9 * spent));
        long layers = nanoseconds.values().stream().mapToLong(Long::longValue).sum();
        seconds.put(LOSS, 1e-9 * loss.nanoseconds());
        seconds.put(HAND_OVER, 1e-9 * (total - compute - loss.nanoseconds()));
        seconds.put(OTHER, 1e-9 * (compute - layers));
        return seconds;
    }

    @Override
    public void close() {
        engine.close();
    }

    private static String kind(Layer layer) {
        return layer.getClass().getSimpleName();
    }

    private final class TimedGraph extends Graph {
        TimedGraph(Network network, Operations operations, Tensors tensors) {
            super(network, operations, tensors, true);
        }

        @Override
        Tensor forward(Tensor input, boolean training, long seed) {
            long start = TimedLoss.cpuNanoseconds();
            Tensor logits = super.forward(input, training, seed);
            compute += TimedLoss.cpuNanoseconds() - start;
            return logits;
        }

        @Override
        void backward(Tensor gradient) {
            long start = TimedLoss.cpuNanoseconds();
            super.backward(gradient);
            compute += TimedLoss.cpuNanoseconds() - start;
        }

        @Override
        <T> T timed(Layer layer, Supplier<T> work) {
            long start = TimedLoss.cpuNanoseconds();
            T result = work.get();
            nanoseconds.merge(kind(layer), TimedLoss.cpuNanoseconds() - start, Long::sum);
            return result;
        }
    }
}
