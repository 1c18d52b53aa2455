package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Wide residual network WRN-d-k with pre-activation (Zagoruyko and Komodakis 2016): a 3x3 convolution, three groups of
 * (d - 4) / 6 blocks of widths 16k, 32k, 64k and strides 1, 2, 2, batch-norm, ReLU, average pooling, linear. Where a
 * block changes the width its shortcut is a 1x1 convolution on the block's first BN-ReLU output.
 */
final class WideResNet {
    private final List<Layer> layers = new ArrayList<>();
    private final double dropout;

    private WideResNet(double dropout) {
        this.dropout = dropout;
    }

    static Network of(Shape input, int depth, int widen, double dropout, int classes) {
        if (depth < 10 || (depth - 4) % 6 != 0 || widen < 1) {
            throw new IllegalArgumentException(
                    "model.depth must be 6n + 4 with n >= 1 and model.widen >= 1, but were " + depth + " and " + widen);
        }
        if (!input.isImage() || input.size(1) % 4 != 0 || input.size(2) != input.size(1)) {
            throw new IllegalArgumentException("model.name = wide-resnet expects data.shape = [channels, s, s] with s"
                    + " divisible by 4, but found " + input);
        }
        WideResNet net = new WideResNet(dropout);
        String last = net.convolution("conv1", Network.INPUT, 16, 3, 1);
        int channels = 16;
        for (int group = 1; group <= 3; group++) {
            int width = 16 * widen * (1 << (group - 1));
            for (int block = 0; block < (depth - 4) / 6; block++) {
                int stride = group > 1 && block == 0 ? 2 : 1;
                last = net.block("block" + group + ".layer." + block + ".", last, channels, width, stride);
                channels = width;
            }
        }
        last = net.normActivation("bn1", "relu", last);
        net.layers.add(new Pooling("pool", last, Pooling.Kind.AVERAGE, input.size(1) / 4, input.size(1) / 4, 0));
        net.layers.add(new Flatten("flatten", "pool"));
        net.layers.add(new Dense("fc", "flatten", classes, Initialisation.ZERO));
        return new Network("wide-resnet " + depth + "-" + widen, input, net.layers);
    }

    private String block(String prefix, String input, int channels, int width, int stride) {
        String activated = normActivation(prefix + "bn1", prefix + "relu1", input);
        String last = convolution(prefix + "conv1", activated, width, 3, stride);
        last = normActivation(prefix + "bn2", prefix + "relu2", last);
        if (dropout > 0) {
            layers.add(new Dropout(prefix + "dropout", last, dropout));
            last = prefix + "dropout";
        }
        last = convolution(prefix + "conv2", last, width, 3, 1);
        String shortcut = channels == width ? input : convolution(prefix + "convShortcut", activated, width, 1, stride);
        layers.add(new Add(prefix + "add", List.of(last, shortcut)));
        return prefix + "add";
    }

    private String normActivation(String norm, String activation, String input) {
        layers.add(new BatchNormalization(norm, input));
        layers.add(new Activation(activation, norm, Activation.Function.RELU));
        return activation;
    }

    private String convolution(String name, String input, int channels, int kernel, int stride) {
        layers.add(new Convolution(
                name, input, channels, kernel, stride, kernel / 2, Initialisation.NORMAL_FAN_OUT, null));
        return name;
    }
}
