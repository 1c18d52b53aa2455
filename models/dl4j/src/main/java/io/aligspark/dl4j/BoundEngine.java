package io.aligspark.dl4j;

import io.aligspark.networks.Engine;
import java.util.OptionalInt;

/** An engine on one of several GPUs: ND4J computes on the GPU that the calling thread is bound to. */
record BoundEngine(Engine engine, OptionalInt gpu) implements Engine {
    @Override
    public Model load(float[] parameters, float[] buffers) {
        // The thread that loads also computes.
        Dl4jRuntime.bind(gpu);
        return engine.load(parameters, buffers);
    }

    @Override
    public void close() {
        Dl4jRuntime.bind(gpu);
        engine.close();
    }
}
