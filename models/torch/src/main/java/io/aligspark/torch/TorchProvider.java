package io.aligspark.torch;

import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import io.aligspark.networks.ProfiledEngine;
import io.aligspark.torch.TorchEngine.Options;
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
    public Engine create(Network network, Loss loss, Device device, Precision precision) {
        return new TorchEngine(network, loss, new Options(device, precision, true), Graph::new);
    }

    @Override
    public ProfiledEngine createProfiled(Network network, Loss loss) {
        return new ProfiledTorchEngine(network, loss, new Options(Device.CPU, Precision.FP32, true));
    }

    @Override
    public Engine createBaseline(Network network, Loss loss) {
        return new TorchEngine(network, loss, new Options(Device.CPU, Precision.FP32, false), Graph::new);
    }

    @Override
    public Baseline baseline() {
        return new Baseline("libtorch on images [n, c, h, w] instead of channels-last", Map.of());
    }

    @Override
    public Hardware hardware(Device device) {
        return TorchRuntime.hardware(device);
    }

    @Override
    public Hardware hardware(Device device, Network network, Precision precision) {
        Hardware hardware = TorchRuntime.hardware(device);
        return precision == Precision.FP32 ? hardware : Bfloat16.describe(hardware, network, device);
    }
}
