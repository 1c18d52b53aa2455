package io.aligspark.dl4j;

import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineContract;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.networks.TimedLoss;

/** The engine with DL4J's own batch-norm layers, as on CUDA. */
class PlainLayersTest extends EngineContract {
    private static final EngineProvider FUSED = EngineProvider.of("dl4j");

    @Override
    protected EngineProvider provider() {
        FUSED.hardware(Device.CPU);
        return new EngineProvider() {
            @Override
            public String name() {
                return FUSED.name();
            }

            @Override
            public Engine create(Network network, Loss loss, Device device, Precision precision) {
                return new Dl4jEngine(network, loss, Layers.PLAIN);
            }

            @Override
            public ProfiledEngine createProfiled(Network network, Loss loss) {
                return new ProfiledDl4jEngine(network, new TimedLoss(loss), Layers.PLAIN);
            }

            @Override
            public Engine createBaseline(Network network, Loss loss) {
                return FUSED.createBaseline(network, loss);
            }

            @Override
            public Baseline baseline() {
                return FUSED.baseline();
            }

            @Override
            public Hardware hardware(Device device) {
                return FUSED.hardware(device);
            }
        };
    }
}
