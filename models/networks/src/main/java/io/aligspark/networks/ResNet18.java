package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * ResNet-18 (He et al. 2016) as torchvision lays it out: a 7x7 convolution of stride 2, 3x3 maximum pooling of stride 2,
 * four groups of two basic blocks with 64, 128, 256, 512 channels and strides 1, 2, 2, 2, average over the whole map,
 * linear. Where a block changes the shape its shortcut is a 1x1 convolution and batch-norm.
 */
final class ResNet18 {
    private final List<Layer> layers = new ArrayList<>();

    private ResNet18() {}

    static Network of(Shape input, int classes) {
        // Up to 32x32 the last map is one pixel, and a shard of one sample would have no variance.
        if (!input.isImage() || input.size(1) <= 32 || input.size(2) != input.size(1)) {
            throw new IllegalArgumentException(
                    "model.name = resnet-18 expects data.shape = [channels, s, s] with s > 32, but found " + input);
        }
        ResNet18 net = new ResNet18();
        String last = net.convolution("conv1", Network.INPUT, 64, 7, 2);
        last = net.activation("relu", net.norm("bn1", last));
        net.layers.add(new Pooling("maxpool", last, Pooling.Kind.MAXIMUM, 3, 2, 1));
        last = "maxpool";
        for (int group = 1; group <= 4; group++) {
            int channels = 64 << (group - 1);
            last = net.block("layer" + group + ".0.", last, channels, group == 1 ? 1 : 2);
            last = net.block("layer" + group + ".1.", last, channels, 1);
        }
        // Five halvings, each rounded up.
        int side = (input.size(1) + 31) / 32;
        net.layers.add(new Pooling("avgpool", last, Pooling.Kind.AVERAGE, side, side, 0));
        net.layers.add(new Flatten("flatten", "avgpool"));
        net.layers.add(new Dense("fc", "flatten", classes, Initialisation.UNIFORM_FAN_IN));
        return new Network("resnet-18", input, net.layers);
    }

    private String block(String prefix, String input, int channels, int stride) {
        String last = norm(prefix + "bn1", convolution(prefix + "conv1", input, channels, 3, stride));
        last = activation(prefix + "relu1", last);
        last = norm(prefix + "bn2", convolution(prefix + "conv2", last, channels, 3, 1));
        String shortcut = input;
        if (stride > 1) {
            shortcut = norm(prefix + "downsample.1", convolution(prefix + "downsample.0", input, channels, 1, stride));
        }
        layers.add(new Add(prefix + "add", List.of(last, shortcut)));
        return activation(prefix + "relu2", prefix + "add");
    }

    private String norm(String name, String input) {
        layers.add(new BatchNormalization(name, input));
        return name;
    }

    private String activation(String name, String input) {
        layers.add(new Activation(name, input, Activation.Function.RELU));
        return name;
    }

    private String convolution(String name, String input, int channels, int kernel, int stride) {
        layers.add(new Convolution(
                name, input, channels, kernel, stride, kernel / 2, Initialisation.NORMAL_FAN_OUT, null));
        return name;
    }
}
