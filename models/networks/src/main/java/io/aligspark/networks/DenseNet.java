package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Bottleneck DenseNet (Huang et al. 2017) with growth g and reduction 1/2: a 3x3 convolution to 2g channels, three dense
 * blocks of (d - 4) / 6 bottlenecks, batch-norm, ReLU, average pooling, linear without bias. A bottleneck adds g channels
 * to its input: BN-ReLU-convolution of 1x1 to 4g, then of 3x3 to g. Between the blocks BN-ReLU, a 1x1 convolution to half
 * of the channels (rounded down) and 2x2 average pooling.
 */
final class DenseNet {
    private final List<Layer> layers = new ArrayList<>();

    private DenseNet() {}

    static Network of(Shape input, int depth, int growth, int classes) {
        if (depth < 10 || (depth - 4) % 6 != 0 || growth < 1) {
            throw new IllegalArgumentException("model.depth must be 6n + 4 with n >= 1 and model.growth >= 1, but were "
                    + depth + " and " + growth);
        }
        if (!input.isImage() || input.size(1) % 4 != 0 || input.size(2) != input.size(1)) {
            throw new IllegalArgumentException("model.name = densenet expects data.shape = [channels, s, s] with s"
                    + " divisible by 4, but found " + input);
        }
        DenseNet net = new DenseNet();
        int channels = 2 * growth;
        String last = net.convolution("conv1", Network.INPUT, channels, 3);
        for (int block = 1; block <= 3; block++) {
            for (int layer = 0; layer < (depth - 4) / 6; layer++) {
                last = net.bottleneck("block" + block + ".layer." + layer + ".", last, growth);
                channels += growth;
            }
            if (block < 3) {
                channels /= 2;
                last = net.transition("trans" + block + ".", last, channels);
            }
        }
        last = net.normActivation("bn1", "relu", last);
        net.layers.add(new Pooling("pool", last, Pooling.Kind.AVERAGE, input.size(1) / 4, input.size(1) / 4, 0));
        net.layers.add(new Flatten("flatten", "pool"));
        net.layers.add(new Dense("fc", "flatten", classes, null));
        return new Network("densenet " + depth + "-" + growth, input, net.layers);
    }

    private String bottleneck(String prefix, String input, int growth) {
        String last = normActivation(prefix + "bn1", prefix + "relu1", input);
        last = convolution(prefix + "conv1", last, 4 * growth, 1);
        last = normActivation(prefix + "bn2", prefix + "relu2", last);
        last = convolution(prefix + "conv2", last, growth, 3);
        layers.add(new Concatenation(prefix + "concat", List.of(input, last)));
        return prefix + "concat";
    }

    private String transition(String prefix, String input, int channels) {
        String last = normActivation(prefix + "bn1", prefix + "relu", input);
        last = convolution(prefix + "conv1", last, channels, 1);
        layers.add(new Pooling(prefix + "pool", last, Pooling.Kind.AVERAGE, 2, 2, 0));
        return prefix + "pool";
    }

    private String normActivation(String norm, String activation, String input) {
        layers.add(new BatchNormalization(norm, input));
        layers.add(new Activation(activation, norm, Activation.Function.RELU));
        return activation;
    }

    private String convolution(String name, String input, int channels, int kernel) {
        layers.add(new Convolution(name, input, channels, kernel, 1, kernel / 2, Initialisation.NORMAL_FAN_OUT, null));
        return name;
    }
}
