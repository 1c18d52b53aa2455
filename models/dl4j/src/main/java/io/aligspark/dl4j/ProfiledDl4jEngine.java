package io.aligspark.dl4j;

import io.aligspark.networks.Layer;
import io.aligspark.networks.Network;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.networks.TimedLoss;
import io.aligspark.networks.TimedModel;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.Map;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;

/** An engine whose graph has a clock around every vertex but the loss, which DL4J knows by its class. */
final class ProfiledDl4jEngine extends Dl4jEngine implements ProfiledEngine {
    private final TimedLoss loss;
    private final Map<String, Long> nanoseconds = new LinkedHashMap<>();
    private long compute;
    private long total;

    ProfiledDl4jEngine(Network network, TimedLoss loss, Layers layers) {
        super(network, loss, layers);
        this.loss = loss;
        GraphVertex[] vertices = graph().getVertices();
        for (Layer layer : network.layers()) {
            // A fused activation has no vertex of its own.
            GraphVertex vertex = graph().getVertex(layer.name());
            if (vertex != null) {
                String kind = layer.getClass().getSimpleName();
                nanoseconds.put(kind, 0L);
                vertices[vertex.getVertexIndex()] = timed(vertex, kind);
            }
        }
    }

    @Override
    public Model load(float[] parameters, float[] buffers) {
        long start = TimedLoss.cpuNanoseconds();
        Model model = super.load(parameters, buffers);
        total += TimedLoss.cpuNanoseconds() - start;
        return new TimedModel(model, spent -> total += spent);
    }

    @Override
    void compute() {
        long start = TimedLoss.cpuNanoseconds();
        super.compute();
        compute += TimedLoss.cpuNanoseconds() - start;
    }

    @Override
    public Map<String, Double> seconds() {
        Map<String, Double> seconds = new LinkedHashMap<>();
        nanoseconds.forEach((kind, spent) -> seconds.put(kind, 1e-9 * spent));
        seconds.put(LOSS, 1e-9 * loss.nanoseconds());
        double known =
                seconds.values().stream().mapToDouble(Double::doubleValue).sum();
        seconds.put(HAND_OVER, 1e-9 * (total - compute));
        seconds.put(OTHER, 1e-9 * compute - known);
        return seconds;
    }

    private GraphVertex timed(GraphVertex vertex, String kind) {
        return (GraphVertex) Proxy.newProxyInstance(
                GraphVertex.class.getClassLoader(),
                new Class<?>[] {GraphVertex.class},
                (Object proxy, Method method, Object[] arguments) -> {
                    long start = TimedLoss.cpuNanoseconds();
                    try {
                        return method.invoke(vertex, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } finally {
                        nanoseconds.merge(kind, TimedLoss.cpuNanoseconds() - start, Long::sum);
                    }
                });
    }
}
