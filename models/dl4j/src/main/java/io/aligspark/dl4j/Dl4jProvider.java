package io.aligspark.dl4j;

import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;

/** Makes {@link Dl4jEngine}s. */
public final class Dl4jProvider implements EngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public Dl4jProvider() {}

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Engine create(Network network, Loss loss) {
        Dl4jRuntime.hardware();
        return new Dl4jEngine(network, loss);
    }

    @Override
    public Hardware hardware() {
        return Dl4jRuntime.hardware();
    }
}
