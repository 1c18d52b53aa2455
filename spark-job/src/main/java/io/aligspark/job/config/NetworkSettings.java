package io.aligspark.job.config;

import io.aligspark.networks.Network;
import io.aligspark.networks.Networks;
import io.aligspark.networks.Shape;

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
            default ->
                throw new IllegalArgumentException("model.name must be one of [softmax-regression, mlp, lenet,"
                        + " wide-resnet, densenet, resnet-18], but was " + name);
        };
    }
}
