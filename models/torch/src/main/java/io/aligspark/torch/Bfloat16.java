package io.aligspark.torch;

import io.aligspark.networks.Batch;
import io.aligspark.networks.BidirectionalLstm;
import io.aligspark.networks.Convolution;
import io.aligspark.networks.CrossEntropy;
import io.aligspark.networks.Dense;
import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider.Hardware;
import io.aligspark.networks.Flatten;
import io.aligspark.networks.Initialisation;
import io.aligspark.networks.Layer;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import io.aligspark.networks.Shape;
import io.aligspark.torch.TorchEngine.Options;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Which kinds of layers compute in bfloat16 on this machine. libtorch's libraries choose their code by the type of CPU, and
 * have none for some: oneDNN has no LSTM in bfloat16 below AVX-512. Only trying tells, once in a process for each kind.
 */
final class Bfloat16 {
    /** One of each kind that {@link Autocast} computes in bfloat16; all others follow their inputs. */
    private static final Map<Class<? extends Layer>, Network> TRIALS = Map.of(
            Dense.class,
            network(Shape.of(3), new Dense("tried", Network.INPUT, 2, Initialisation.UNIFORM_FAN_IN)),
            Convolution.class,
            network(
                    Shape.of(3, 5, 5),
                    new Convolution(
                            "tried",
                            Network.INPUT,
                            4,
                            3,
                            1,
                            1,
                            Initialisation.UNIFORM_FAN_IN,
                            Initialisation.UNIFORM_FAN_IN),
                    new Flatten("logits", "tried")),
            BidirectionalLstm.class,
            network(
                    Shape.of(4, 3),
                    new BidirectionalLstm("tried", Network.INPUT, 2),
                    new MaximumOverTime("logits", "tried", MaximumOverTime.Padding.MASKED)));

    private static final Map<String, Optional<String>> OBSTACLES = new ConcurrentHashMap<>();

    private Bfloat16() {}

    /** Names of the layers that compute in fp32, in an engine of bfloat16. */
    static Set<String> layersInFp32(Network network, Options options) {
        return network.layers().stream()
                .filter(layer -> obstacle(layer, options.device()).isPresent())
                .map(Layer::name)
                .collect(Collectors.toSet());
    }

    /** What computes such a network in bfloat16 for a task with that device, given what does in fp32. */
    static Hardware describe(Hardware hardware, Network network, Device device) {
        Map<String, String> obstacles = new TreeMap<>();
        network.layers()
                .forEach(layer -> obstacle(layer, device).ifPresent(reason -> obstacles.put(kind(layer), reason)));
        if (obstacles.isEmpty()) {
            return new Hardware(hardware.device() + ", bf16", hardware.threads(), hardware.warnings());
        }
        String kinds = String.join(", ", obstacles.keySet());
        List<String> warnings = new ArrayList<>(hardware.warnings());
        warnings.add("engine.precision = bf16, but " + kinds + " layers compute in fp32 on this processor: "
                + String.join("; ", obstacles.values()));
        return new Hardware(hardware.device() + ", bf16 but " + kinds + " in fp32", hardware.threads(), warnings);
    }

    /** Why a layer computes in fp32; empty if it need not. */
    private static Optional<String> obstacle(Layer layer, Device device) {
        Network trial = TRIALS.get(layer.getClass());
        return trial == null
                ? Optional.empty()
                : OBSTACLES.computeIfAbsent(device + " " + kind(layer), key -> attempt(trial, device));
    }

    /** All passes, of sequences with and without padding. */
    private static Optional<String> attempt(Network network, Device device) {
        float[] parameters = network.parameters().initialValues(1);
        float[] whole = new float[2 * network.input().length()];
        Arrays.fill(whole, 1);
        float[] padded = whole.clone();
        Arrays.fill(padded, network.input().length() / 2, network.input().length(), 0);
        try (Engine engine = new TorchEngine(
                network, new CrossEntropy(), new Options(device, Precision.BF16, true), Set.of(), Graph::new)) {
            Engine.Model model = engine.load(parameters, new float[0]);
            for (float[] inputs : List.of(whole, padded)) {
                Batch batch = new Batch(inputs, new float[2], 2);
                model.lossAndGradient(batch, 1, new float[parameters.length], new float[0]);
                model.predict(batch);
            }
            return Optional.empty();
        } catch (RuntimeException e) {
            // What libtorch says, without its advice.
            String message = String.valueOf(e.getMessage());
            return Optional.of(message.lines().findFirst().orElse("").split("\\. ", -1)[0]);
        }
    }

    private static String kind(Layer layer) {
        return layer.getClass().getSimpleName();
    }

    private static Network network(Shape input, Layer... layers) {
        return new Network("trial", input, List.of(layers));
    }
}
