package io.aligspark.networks;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** A golden case of the DNC with everything batch-major, {@code [batch, time, ...]}, where the file is time-major. */
final class DncGolden {
    /** Tensors of the state by the golden files' names. */
    static final Map<String, Function<DncState, double[]>> STATE = new LinkedHashMap<>();

    static {
        // In the order of the layer's start.
        STATE.put("hidden", state -> state.hidden);
        STATE.put("cell", state -> state.cell);
        STATE.put("memory", state -> state.memory);
        STATE.put("usage", state -> state.usage);
        STATE.put("writeWeights", state -> state.writeWeights);
        STATE.put("readWeights", state -> state.readWeights);
        STATE.put("link", state -> state.link);
        STATE.put("precedence", state -> state.precedence);
        STATE.put("reads", state -> state.reads);
    }

    final Golden golden;
    final Network network;
    final DifferentiableNeuralComputer layer;
    final int samples;
    final int time;
    final int outputs;

    private DncGolden(Golden golden) {
        this.golden = golden;
        network = golden.network();
        layer = (DifferentiableNeuralComputer) network.layers().get(0);
        time = network.input().size(0);
        outputs = layer.outputs();
        samples = input().get("observation").get(0).size();
    }

    static DncGolden read(String name) {
        return of(Golden.read(name));
    }

    static DncGolden of(Golden golden) {
        return new DncGolden(golden);
    }

    /** The network whose sequences all start as that sample does. */
    Network network(int sample) {
        List<Layer> layers = new ArrayList<>(network.layers());
        layers.set(0, layer(sample));
        return new Network(network.name(), network.input(), layers);
    }

    DifferentiableNeuralComputer layer(int sample) {
        return new DifferentiableNeuralComputer(
                layer.name(),
                layer.input(),
                layer.controller(),
                layer.slots(),
                layer.slotWidth(),
                layer.readHeads(),
                layer.outputs(),
                layer.clip(),
                start(sample));
    }

    DncComputation computation(int sample) {
        return new DncComputation(layer(sample), network.input());
    }

    Batch batch() {
        return new Batch(narrow(observation()), targets(), samples);
    }

    /** A batch of that sample alone. */
    Batch batch(int sample) {
        return new Batch(narrow(part(observation(), sample)), narrow(part(widen(targets()), sample)), 1);
    }

    double[] parameters() {
        return widen(golden.parameters());
    }

    double[] observation() {
        return batchMajor(input().get("observation"));
    }

    /** {@code [batch, time, outputs + 1]}, the last channel being the mask: the target of the loss. */
    float[] targets() {
        float[] targets = new float[samples * time * (outputs + 1)];
        double[] bits = batchMajor(input().get("target"));
        for (int sample = 0; sample < samples; sample++) {
            for (int t = 0; t < time; t++) {
                int step = sample * time + t;
                for (int bit = 0; bit < outputs; bit++) {
                    targets[step * (outputs + 1) + bit] = (float) bits[step * outputs + bit];
                }
                targets[step * (outputs + 1) + outputs] =
                        (float) input().get("mask").get(t).get(sample).asDouble();
            }
        }
        return targets;
    }

    double[] logits() {
        double[] flat = Golden.doubles(golden.json().get("forward").get(0).get("logits"));
        double[] logits = new double[flat.length];
        for (int t = 0; t < time; t++) {
            for (int sample = 0; sample < samples; sample++) {
                System.arraycopy(
                        flat, (t * samples + sample) * outputs, logits, (sample * time + t) * outputs, outputs);
            }
        }
        return logits;
    }

    JsonNode run() {
        return golden.json().get("runs").get(0);
    }

    /** Values of the first time steps. */
    JsonNode steps() {
        return golden.json().get("forward").get(0).get("steps");
    }

    /** Masked sigmoid cross-entropy in double, its mean over the batch; overwrites its gradient on the logits. */
    double meanLoss(double[] logits, double[] gradient) {
        float[] targets = targets();
        double sum = 0;
        for (int step = 0; step < samples * time; step++) {
            double mask = targets[step * (outputs + 1) + outputs];
            for (int bit = 0; bit < outputs; bit++) {
                double z = logits[step * outputs + bit];
                double target = targets[step * (outputs + 1) + bit];
                sum += mask * (Math.max(z, 0) - z * target + Math.log1p(Math.exp(-Math.abs(z))));
                gradient[step * outputs + bit] = mask * (1 / (1 + Math.exp(-z)) - target) / samples;
            }
        }
        return sum / samples;
    }

    static float[] narrow(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return narrow;
    }

    static double[] widen(float[] values) {
        double[] wide = new double[values.length];
        for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
        }
        return wide;
    }

    /** Leaves of nested arrays, in order. */
    static double[] leaves(JsonNode node) {
        List<Double> values = new ArrayList<>();
        collect(node, values);
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** A sample's starting state, as the layer takes it; empty if the case starts with zeros. */
    List<Double> start(int sample) {
        Map<String, double[]> tensors = new HashMap<>();
        for (JsonNode tensor : golden.json().get("initialState").get("tensors")) {
            int length = Golden.ints(tensor.get("shape")).stream().reduce(1, Math::multiplyExact);
            double[] values = widen(Golden.generate(
                    golden.json().get("seed").asLong(),
                    tensor.get("index").asInt(),
                    length,
                    tensor.get("low").asDouble(),
                    tensor.get("high").asDouble()));
            tensors.put(tensor.get("name").asText(), part(values, sample));
        }
        if (tensors.isEmpty()) {
            return List.of();
        }
        for (int slot = 0; slot < layer.slots(); slot++) {
            tensors.get("link")[slot * (layer.slots() + 1)] = 0;
        }
        return STATE.keySet().stream()
                .flatMap(name -> DoubleStream.of(tensors.get(name)).boxed())
                .toList();
    }

    /** What one sample has of an array over all samples. */
    double[] part(double[] values, int sample) {
        int length = values.length / samples;
        return Arrays.copyOfRange(values, sample * length, (sample + 1) * length);
    }

    private JsonNode input() {
        return golden.json().get("inputs").get(0);
    }

    private double[] batchMajor(JsonNode timeMajor) {
        List<Double> values = new ArrayList<>();
        for (int sample = 0; sample < samples; sample++) {
            for (JsonNode step : timeMajor) {
                collect(step.get(sample), values);
            }
        }
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static void collect(JsonNode node, List<Double> values) {
        if (node.isArray()) {
            node.forEach(child -> collect(child, values));
        } else {
            values.add(node.asDouble());
        }
    }
}
