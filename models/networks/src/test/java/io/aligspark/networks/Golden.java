package io.aligspark.networks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A case of the golden files: values that PyTorch computed in float64 from generated weights and inputs.
 *
 * @param variant of the network, "default" where there is only one
 */
public record Golden(String name, String variant, JsonNode json) {

    private static final Pattern TOP_K = Pattern.compile("top-(\\d+)-entropy-(definition|code)");

    /** Reads {@code golden/<name>.json} of the test resources; {@code name:variant} where there are several. */
    public static Golden read(String nameAndVariant) {
        String[] parts = nameAndVariant.split(":", 2);
        try (var stream = Golden.class.getResourceAsStream("/golden/" + parts[0] + ".json")) {
            return new Golden(parts[0], parts.length > 1 ? parts[1] : "default", new ObjectMapper().readTree(stream));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Elements {@code low + (high - low) * unit(seed, tensor, i)}, cast to float. */
    public static float[] generate(long seed, int tensor, int length, double low, double high) {
        SplittableRandom keys = new SplittableRandom(seed);
        for (int i = 0; i < tensor; i++) {
            keys.nextLong();
        }
        SplittableRandom random = new SplittableRandom(keys.nextLong());
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) (low + (high - low) * KeyedRandom.unit(random));
        }
        return values;
    }

    /** The description of the case's network. */
    public Network network() {
        JsonNode model = json.get("model");
        JsonNode shape = json.has("inputs") ? json.get("inputs").get(0).get("shape") : null;
        return switch (model.get("kind").asText()) {
            case "dense" -> dense(ints(model.get("sizes")));
            case "lenet" -> Networks.lenet(sample(shape), model.get("classes").asInt());
            case "wide-resnet" ->
                Networks.wideResNet(
                        sample(shape),
                        model.get("depth").asInt(),
                        model.get("widen").asInt(),
                        0,
                        model.get("classes").asInt());
            case "densenet-bottleneck" ->
                Networks.denseNet(
                        sample(shape),
                        model.get("depth").asInt(),
                        model.get("growth").asInt(),
                        model.get("classes").asInt());
            case "resnet-18" ->
                Networks.resNet18(sample(shape), model.get("classes").asInt());
            case "dnc" -> dnc(model);
            case "sentence-pair" ->
                Networks.sentencePair(
                        Shape.of(2, time(), model.get("inputs").asInt()),
                        model.get("hidden").asInt(),
                        model.get("width").asInt(),
                        variant.equals("masked")
                                ? MaximumOverTime.Padding.MASKED
                                : MaximumOverTime.Padding.PARTICIPATES,
                        model.get("classes").asInt());
            default -> throw new IllegalArgumentException("no network for " + model);
        };
    }

    private Network dnc(JsonNode model) {
        int time = json.get("inputs").get(0).get("observation").size();
        return Networks.differentiableNeuralComputer(
                Shape.of(time, model.get("inputs").asInt()),
                model.get("controller").asInt(),
                model.get("slots").asInt(),
                model.get("slotWidth").asInt(),
                model.get("readHeads").asInt(),
                model.get("outputs").asInt(),
                model.get("clip").asDouble());
    }

    private static Network dense(List<Integer> sizes) {
        Shape input = Shape.of(sizes.get(0));
        List<Integer> hidden = sizes.subList(1, sizes.size() - 1);
        int classes = sizes.get(sizes.size() - 1);
        return hidden.isEmpty() ? Networks.softmaxRegression(input, classes) : Networks.mlp(input, hidden, classes);
    }

    /** The case's parameters in the order of {@link Network#parameters()}; names and shapes must agree. */
    public float[] parameters() {
        Layout layout = network().parameters();
        float[] values = new float[layout.length()];
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entries().get(i);
            JsonNode tensor = json.get("parameters").get(i);
            if (!entry.spec().name().equals(tensor.get("name").asText())
                    || !entry.spec().shape().sizes().equals(ints(tensor.get("shape")))) {
                throw new IllegalStateException("expected tensor " + tensor + ", found " + entry.spec());
            }
            float[] generated = generate(
                    json.get("seed").asLong(),
                    tensor.get("index").asInt(),
                    entry.length(),
                    tensor.get("low").asDouble(),
                    tensor.get("high").asDouble());
            System.arraycopy(generated, 0, values, entry.offset(), entry.length());
        }
        return values;
    }

    /** The case's samples and labels. Premises and hypotheses become pairs, padded to the longest of both. */
    public Batch batch() {
        if (!json.has("labels")) {
            return DncGolden.of(this).batch();
        }
        float[] labels = floats(ints(json.get("labels")));
        JsonNode inputs = json.get("inputs");
        if (inputs.size() == 1) {
            return new Batch(input(inputs.get(0)), labels, labels.length);
        }
        int time = time();
        int channels = json.get("model").get("inputs").asInt();
        float[] pairs = new float[labels.length * 2 * time * channels];
        for (int side = 0; side < 2; side++) {
            float[] values = input(inputs.get(side));
            int steps = inputs.get(side).get("shape").get(1).asInt();
            List<Integer> lengths = ints(inputs.get(side).get("lengths"));
            for (int sample = 0; sample < labels.length; sample++) {
                System.arraycopy(
                        values,
                        sample * steps * channels,
                        pairs,
                        (2 * sample + side) * time * channels,
                        lengths.get(sample) * channels);
            }
        }
        return new Batch(pairs, labels, labels.length);
    }

    private float[] input(JsonNode input) {
        return generate(
                json.get("seed").asLong(),
                input.get("index").asInt(),
                ints(input.get("shape")).stream().reduce(1, Math::multiplyExact),
                input.get("low").asDouble(),
                input.get("high").asDouble());
    }

    /** Steps of the longest sentence. */
    private int time() {
        return StreamSupport.stream(json.get("inputs").spliterator(), false)
                .mapToInt(input -> input.get("shape").get(1).asInt())
                .max()
                .orElseThrow();
    }

    /** The variant's forward pass. */
    public JsonNode forward() {
        return ofVariant("forward").findFirst().orElseThrow();
    }

    /** Names of the losses that the case has a run of. */
    public List<String> losses() {
        return ofVariant("runs").map(run -> run.get("loss").asText()).toList();
    }

    /** The run of that loss. */
    public JsonNode run(String loss) {
        return ofVariant("runs")
                .filter(run -> run.get("loss").asText().equals(loss))
                .findFirst()
                .orElseThrow();
    }

    private Stream<JsonNode> ofVariant(String list) {
        return StreamSupport.stream(json.get(list).spliterator(), false)
                .filter(entry -> entry.get("variant").asText().equals(variant));
    }

    /** The loss that the golden files call so; the top-k entropy's name holds k and form. */
    public static Loss loss(String name) {
        if (name.equals("masked-sigmoid-bce")) {
            return new MaskedSigmoidCrossEntropy(5);
        }
        Matcher topK = TOP_K.matcher(name);
        if (!topK.matches()) {
            return Losses.of(name, 1, TopKEntropy.Form.DEFINITION, 2);
        }
        TopKEntropy.Form form = TopKEntropy.Form.valueOf(topK.group(2).toUpperCase(Locale.ROOT));
        return Losses.of("top-k-entropy", Integer.parseInt(topK.group(1)), form, Integer.MAX_VALUE);
    }

    /** Elements of a JSON array. */
    public static List<Integer> ints(JsonNode array) {
        List<Integer> values = new ArrayList<>();
        array.forEach(value -> values.add(value.asInt()));
        return values;
    }

    /** Classes as targets. */
    public static float[] floats(List<Integer> labels) {
        float[] targets = new float[labels.size()];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = labels.get(i);
        }
        return targets;
    }

    /** Elements of a JSON array. */
    public static double[] doubles(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Shape sample(JsonNode batchShape) {
        List<Integer> sizes = ints(batchShape);
        return new Shape(sizes.subList(1, sizes.size()));
    }
}
