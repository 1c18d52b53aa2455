package io.aligspark.job.reduction;

import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/** The engines of one JVM: a task borrows one, so there are as many as tasks ever ran at a time. Executor. */
public final class EnginePool {
    private record Key(String engine, Device device, Precision precision, Network network, Loss loss) {}

    private static final Map<Key, Queue<Engine>> IDLE = new ConcurrentHashMap<>();

    private EnginePool() {}

    /** Lends an engine to the function, on the calling thread. */
    public static <T> T lend(
            String name, Device device, Precision precision, Network network, Loss loss, Function<Engine, T> work) {
        Queue<Engine> idle = IDLE.computeIfAbsent(
                new Key(name, device, precision, network, loss), key -> new ConcurrentLinkedQueue<>());
        Engine engine = idle.poll();
        if (engine == null) {
            engine = EngineProvider.of(name).create(network, loss, device, precision);
        }
        T result = work.apply(engine);
        // Not returned after an exception: its state is then unknown.
        idle.add(engine);
        return result;
    }
}
