package io.aligspark.torch;

import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.ProfiledEngine;
import java.util.Map;

/** Makes {@link TorchEngine}s. */
public final class TorchProvider implements EngineProvider {

    /** For {@link java.util.ServiceLoader}. */
    public TorchProvider() {}

    @Override
    public String name() {
        return "torch";
    }

    @Override
    public Engine create(Network network, Loss loss) {
        TorchRuntime.hardware();
        return new TorchEngine(network, loss, true, Graph::new);
    }

    @Override
    public ProfiledEngine createProfiled(Network network, Loss loss) {
        TorchRuntime.hardware();
        return new ProfiledTorchEngine(network, loss, true);
    }

    /** Images in the order of the samples. */
    @Override
    public Engine createBaseline(Network network, Loss loss) {
        TorchRuntime.hardware();
        return new TorchEngine(network, loss, false, Graph::new);
    }

    @Override
    public Baseline baseline() {
        return new Baseline("libtorch on images [n, c, h, w] instead of channels-last", Map.of());
    }

    @Override
    public Hardware hardware() {
        return TorchRuntime.hardware();
    }
}
