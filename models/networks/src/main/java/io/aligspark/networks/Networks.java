package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The networks that have a name. */
public final class Networks {
    private Networks() {}

    /**
     * Linear logits; cross-entropy on them is softmax regression. An image is read as a flat vector.
     *
     * @param input shape of one sample
     * @param classes number of logits
     */
    public static Network softmaxRegression(Shape input, int classes) {
        return dense("softmax-regression", input, List.of(), classes);
    }

    /**
     * Dense layers {@code fc1, fc2, ...} with ReLU between them.
     *
     * @param input shape of one sample; an image is read as a flat vector
     * @param hidden widths of the hidden layers, at least one
     * @param classes number of logits
     * @throws IllegalArgumentException if there is no hidden layer
     */
    public static Network mlp(Shape input, List<Integer> hidden, int classes) {
        if (hidden.isEmpty() || hidden.stream().anyMatch(width -> width < 1)) {
            throw new IllegalArgumentException("model.hidden must be one or more widths >= 1, but was " + hidden);
        }
        return dense("mlp", input, hidden, classes);
    }

    /**
     * LeNet (LeCun et al. 1998) in its common modern form: two 5x5 convolutions with ReLU and 2x2 maximum pooling, then
     * 120 and 84 hidden units.
     *
     * @param input {@code [channels, height, width]} of at least 16x16
     * @param classes number of logits
     */
    public static Network lenet(Shape input, int classes) {
        if (!input.isImage() || input.size(1) < 16 || input.size(2) < 16) {
            throw new IllegalArgumentException(
                    "model.name = lenet expects data.shape = [channels, height, width] of at least 16x16, but found "
                            + input);
        }
        List<Layer> layers = new ArrayList<>();
        String last = Network.INPUT;
        for (int i = 1; i <= 2; i++) {
            layers.add(new Convolution(
                    "conv" + i,
                    last,
                    i == 1 ? 6 : 16,
                    5,
                    1,
                    0,
                    Initialisation.UNIFORM_FAN_IN,
                    Initialisation.UNIFORM_FAN_IN));
            layers.add(new Activation("conv" + i + "-relu", "conv" + i, Activation.Function.RELU));
            layers.add(new Pooling("pool" + i, "conv" + i + "-relu", Pooling.Kind.MAXIMUM, 2, 2, 0));
            last = "pool" + i;
        }
        layers.add(new Flatten("flatten", last));
        layers.addAll(stack("flatten", List.of(120, 84), classes));
        return new Network("lenet", input, layers);
    }

    /**
     * WRN-d-k with pre-activation (Zagoruyko and Komodakis 2016).
     *
     * @param input {@code [channels, s, s]} with s divisible by 4
     * @param depth 6n + 4 for n blocks a group
     * @param widen k
     * @param dropout probability inside the blocks, 0 for none
     * @param classes number of logits
     */
    public static Network wideResNet(Shape input, int depth, int widen, double dropout, int classes) {
        return WideResNet.of(input, depth, widen, dropout, classes);
    }

    /**
     * Bottleneck DenseNet (Huang et al. 2017) with reduction 1/2.
     *
     * @param input {@code [channels, s, s]} with s divisible by 4
     * @param depth 6n + 4 for n bottlenecks a block
     * @param growth channels that a bottleneck adds
     * @param classes number of logits
     */
    public static Network denseNet(Shape input, int depth, int growth, int classes) {
        return DenseNet.of(input, depth, growth, classes);
    }

    /**
     * ResNet-18 (He et al. 2016) in torchvision's layout.
     *
     * @param input {@code [channels, s, s]} with s above 32
     * @param classes number of logits
     */
    public static Network resNet18(Shape input, int classes) {
        return ResNet18.of(input, classes);
    }

    /**
     * Differentiable Neural Computer (Graves et al. 2016) over a sequence. The logits are {@code [time, outputs]},
     * row-major.
     *
     * @param input {@code [time, channels]}
     * @param controller hidden units of the LSTM
     * @param slots of the memory
     * @param slotWidth numbers that a slot holds
     * @param readHeads number of read heads
     * @param outputs a time step
     * @param clip of outputs and of the LSTM's state
     */
    public static Network differentiableNeuralComputer(
            Shape input, int controller, int slots, int slotWidth, int readHeads, int outputs, double clip) {
        if (input.rank() != 2) {
            throw new IllegalArgumentException(
                    "model.name = dnc expects data.shape = [time, channels], but found " + input);
        }
        Layer machine = new DifferentiableNeuralComputer(
                "dnc", Network.INPUT, controller, slots, slotWidth, readHeads, outputs, clip);
        String name = "dnc " + controller + ", " + slots + "x" + slotWidth + ", " + readHeads + " read heads";
        return new Network(name, input, List.of(machine, new Flatten("flatten", "dnc")));
    }

    /**
     * InferSent's classifier of sentence pairs (Conneau et al. 2017) as the ALI-G paper trains it: one encoder for both
     * sentences, their features, three dense layers without activation.
     *
     * @param input {@code [2, time, dimension]}: premise and hypothesis, word vectors, zeros after the last word. Any time
     *     fits the same parameters
     * @param hidden units of one direction of the encoder; 2048 in the paper
     * @param width of the first two dense layers; 512 in the paper
     * @param padding whether zeros after the last word join the maximum; they do in the paper
     * @param classes number of logits
     */
    public static Network sentencePair(
            Shape input, int hidden, int width, MaximumOverTime.Padding padding, int classes) {
        if (input.rank() != 3 || input.size(0) != 2) {
            throw new IllegalArgumentException(
                    "model.name = sentence-pair expects data.shape = [2, time, dimension], but found " + input);
        }
        String name = "sentence-pair " + input.size(2) + "-" + hidden + "-" + width + "-" + classes;
        return new Network(
                name,
                input,
                List.of(
                        new BidirectionalLstm("encoder", Network.INPUT, hidden),
                        new MaximumOverTime("maximum", "encoder", padding),
                        new PairFeatures("features", "maximum"),
                        new Dense("classifier.0", "features", width, Initialisation.UNIFORM_FAN_IN),
                        new Dense("classifier.1", "classifier.0", width, Initialisation.UNIFORM_FAN_IN),
                        new Dense("classifier.2", "classifier.1", classes, Initialisation.UNIFORM_FAN_IN)));
    }

    private static Network dense(String kind, Shape input, List<Integer> hidden, int classes) {
        List<Layer> layers = new ArrayList<>();
        String last = Network.INPUT;
        if (input.rank() > 1) {
            layers.add(new Flatten("flatten", last));
            last = "flatten";
        }
        layers.addAll(stack(last, hidden, classes));
        String widths = Stream.of(Stream.of(input.length()), hidden.stream(), Stream.of(classes))
                .flatMap(width -> width)
                .map(String::valueOf)
                .collect(Collectors.joining("-"));
        return new Network(kind + " " + widths, input, layers);
    }

    private static List<Layer> stack(String input, List<Integer> hidden, int classes) {
        List<Layer> layers = new ArrayList<>();
        String last = input;
        for (int i = 1; i <= hidden.size(); i++) {
            layers.add(new Dense("fc" + i, last, hidden.get(i - 1), Initialisation.UNIFORM_FAN_IN));
            last = "fc" + i + "-relu";
            layers.add(new Activation(last, "fc" + i, Activation.Function.RELU));
        }
        layers.add(new Dense("fc" + (hidden.size() + 1), last, classes, Initialisation.UNIFORM_FAN_IN));
        return layers;
    }
}
