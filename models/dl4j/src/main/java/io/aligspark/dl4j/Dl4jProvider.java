package io.aligspark.dl4j;

import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.networks.Shape;
import io.aligspark.networks.TimedLoss;
import java.util.OptionalInt;

/** Makes {@link Dl4jEngine}s. */
public final class Dl4jProvider implements EngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public Dl4jProvider() {}

    /** Of floats in a buffer of bytes that Java can address, which is how they are copied. */
    private static final int MOST_NUMBERS = Integer.MAX_VALUE / Float.BYTES;

    @Override
    public String name() {
        return "dl4j";
    }

    @Override
    public Engine create(Network network, Loss loss, Device device, Precision precision) {
        if (precision != Precision.FP32) {
            throw new IllegalArgumentException(
                    "engine.precision must be fp32 with engine.name = dl4j, but was bf16: use engine.name = torch");
        }
        OptionalInt gpu = CudaGpus.use(device).gpu();
        Dl4jRuntime.bind(gpu);
        Engine engine = new Dl4jEngine(network, loss, Dl4jRuntime.layers());
        return gpu.isEmpty() ? engine : new BoundEngine(engine, gpu);
    }

    @Override
    public ProfiledEngine createProfiled(Network network, Loss loss) {
        Dl4jRuntime.hardware();
        return new ProfiledDl4jEngine(network, new TimedLoss(loss), Dl4jRuntime.layers());
    }

    @Override
    public Engine createBaseline(Network network, Loss loss) {
        Dl4jRuntime.hardware();
        return new Dl4jEngine(network, loss, Layers.OUT_OF_THE_BOX);
    }

    @Override
    public Baseline baseline() {
        return Dl4jRuntime.BASELINE;
    }

    /** Reads the JSON of a {@code ComputationGraphConfiguration} or a {@code MultiLayerConfiguration}. */
    @Override
    public Network importNetwork(String description, Shape input) {
        Dl4jRuntime.hardware();
        return ConfigurationImport.read(description, input);
    }

    @Override
    public Hardware hardware(Device device) {
        return Dl4jRuntime.hardware(CudaGpus.use(device));
    }

    @Override
    public Hardware hardware(Device device, Network network, Precision precision) {
        long numbers = (long) network.parameters().length() + network.buffers().length();
        if (numbers > MOST_NUMBERS) {
            throw new IllegalArgumentException("engine.name = dl4j holds at most " + MOST_NUMBERS
                    + " parameters and statistics, but " + network.name() + " has " + numbers
                    + ": use engine.name = torch");
        }
        return hardware(device);
    }
}
