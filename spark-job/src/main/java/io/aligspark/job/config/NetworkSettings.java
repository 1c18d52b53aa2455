package io.aligspark.job.config;

import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.MaximumOverTime;
import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code model.*}. */
final class NetworkSettings {
    private NetworkSettings() {}

    /**
     * The network of that name.
     *
     * @param input shape of one sample
     * @param outputs number of logits or values that the data ask for
     */
    static Network read(Settings settings, Shape input, int outputs) {
        String name = settings.text("model.name");
        return switch (name) {
            case "softmax-regression" -> Networks.softmaxRegression(input, outputs);
            case "mlp" -> Networks.mlp(input, settings.integers("model.hidden"), outputs);
            case "lenet" -> Networks.lenet(input, outputs);
            case "wide-resnet" ->
                Networks.wideResNet(
                        input,
                        settings.integer("model.depth"),
                        settings.integer("model.widen"),
                        settings.number("model.dropout"),
                        outputs);
            case "densenet" ->
                Networks.denseNet(input, settings.integer("model.depth"), settings.integer("model.growth"), outputs);
            case "resnet-18" -> Networks.resNet18(input, outputs);
            case "sentence-pair" ->
                Networks.sentencePair(
                        input,
                        settings.integer("model.sentence-pair.hidden"),
                        settings.integer("model.sentence-pair.width"),
                        settings.choice("model.sentence-pair.padding", MaximumOverTime.Padding.class),
                        outputs);
            case "dnc" ->
                Networks.differentiableNeuralComputer(
                        input,
                        settings.integer("model.dnc.controller"),
                        settings.integer("model.dnc.slots"),
                        settings.integer("model.dnc.slot-width"),
                        settings.integer("model.dnc.read-heads"),
                        outputs,
                        settings.number("model.dnc.clip"));
            case "layers" -> fitting(LayerSettings.read(settings, input), outputs);
            case "dl4j" -> {
                String key = settings.has("model.json") ? "model.json" : "model.path";
                yield fitting(EngineProvider.of(name).importNetwork(settings.text(key), input), outputs);
            }
            default ->
                throw new IllegalArgumentException("model.name must be one of [softmax-regression, mlp, lenet,"
                        + " wide-resnet, densenet, resnet-18, sentence-pair, dnc, layers, dl4j], but was " + name);
        };
    }

    /** The file that a run's parameters start from, if there is one. */
    static Optional<RunConfig.Weights> weights(Settings settings) {
        List<Pattern> ignored = settings.patterns("model.weights-ignore");
        return settings.has("model.weights")
                ? Optional.of(new RunConfig.Weights(settings.text("model.weights"), ignored))
                : Optional.empty();
    }

    private static Network fitting(Network network, int outputs) {
        if (network.outputs() != outputs) {
            String last = network.layers().get(network.layers().size() - 1).name();
            throw new IllegalArgumentException("the last layer, \"" + last + "\", must give " + outputs
                    + " outputs (data.classes), but gives " + network.outputs());
        }
        return network;
    }
}
