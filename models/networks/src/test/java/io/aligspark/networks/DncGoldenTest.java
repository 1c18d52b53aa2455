package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The arithmetic against PyTorch in float64, with the tolerances of the golden values' README for that precision. */
class DncGoldenTest {
    private static final double TOLERANCE = 1e-9;

    @ParameterizedTest
    @ValueSource(strings = {"dnc", "dnc-generated-state", "dnc-clipped"})
    void agreesWithPyTorch(String name) {
        DncGolden golden = DncGolden.read(name);
        double[] parameters = golden.parameters();
        double[] observation = golden.observation();
        double[] logits = new double[golden.samples * golden.time * golden.outputs];
        double[] logitsGradient = new double[logits.length];
        double[] gradient = new double[parameters.length];

        // Each sample has a start, and so a machine, of its own.
        List<DncComputation> computations = new ArrayList<>();
        for (int sample = 0; sample < golden.samples; sample++) {
            DncComputation computation = golden.computation(sample);
            double[] own = new double[golden.time * golden.outputs];
            computation.forward(parameters, golden.part(observation, sample), 1, own);
            System.arraycopy(own, 0, logits, sample * own.length, own.length);
            computations.add(computation);
        }
        double loss = golden.meanLoss(logits, logitsGradient);
        for (int sample = 0; sample < golden.samples; sample++) {
            double[] own = new double[parameters.length];
            double[] observationGradient = new double[observation.length / golden.samples];
            computations.get(sample).backward(golden.part(logitsGradient, sample), observationGradient, own);
            Arrays.setAll(gradient, i -> gradient[i] + own[i]);
        }

        assertArrayEquals(golden.logits(), logits, TOLERANCE);
        double expectedLoss = golden.run().get("meanLoss").asDouble();
        assertEquals(expectedLoss, loss, 1e-10 * expectedLoss);
        assertGradient(golden, gradient);
    }

    private static void assertGradient(DncGolden golden, double[] gradient) {
        double expectedSquaredNorm = golden.run().get("gradientSquaredNorm").asDouble();
        assertEquals(expectedSquaredNorm, squaredNorm(gradient, 0, gradient.length), TOLERANCE * expectedSquaredNorm);
        double tolerance = TOLERANCE * Math.sqrt(expectedSquaredNorm);
        double largestOfAll = largest(gradient, 0, gradient.length);
        Layout layout = golden.network.parameters();
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entries().get(i);
            String name = entry.spec().name();
            JsonNode expected = golden.run().get("gradient").get(i);
            assertEquals(expected.get("name").asText(), name);
            assertEquals(
                    Math.sqrt(expected.get("squaredNorm").asDouble()),
                    Math.sqrt(squaredNorm(gradient, entry.offset(), entry.length())),
                    tolerance,
                    name);
            double sum = 0;
            for (int k = 0; k < entry.length(); k++) {
                sum += gradient[entry.offset() + k];
            }
            assertEquals(expected.get("sum").asDouble(), sum, tolerance * Math.sqrt(entry.length()), name);
            double elementTolerance =
                    TOLERANCE * Math.max(largest(gradient, entry.offset(), entry.length()), 1e-4 * largestOfAll);
            double[] first = Golden.doubles(expected.get("first"));
            for (int k = 0; k < first.length; k++) {
                assertEquals(first[k], gradient[entry.offset() + k], elementTolerance, name);
            }
            double[] spread = Golden.doubles(expected.get("spread"));
            List<Integer> indices =
                    Golden.ints(golden.golden.json().get("parameters").get(i).get("spreadIndices"));
            for (int k = 0; k < spread.length; k++) {
                assertEquals(spread[k], gradient[entry.offset() + indices.get(k)], elementTolerance, name);
            }
        }
    }

    /**
     * From the zero state, rounding decides which of the equal slots is allocated: what has one entry per slot is
     * compared only where all slots differ.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dnc", "dnc-generated-state", "dnc-clipped"})
    void everyStepAgreesWithPyTorch(String name) {
        DncGolden golden = DncGolden.read(name);
        boolean bySlot = !name.equals("dnc");
        for (int sample = 0; sample < golden.samples; sample++) {
            DncComputation computation = golden.computation(sample);
            computation.forward(
                    golden.parameters(),
                    golden.part(golden.observation(), sample),
                    1,
                    new double[golden.time * golden.outputs]);
            for (int t = 0; t < golden.steps().size(); t++) {
                Set<String> seen = new HashSet<>();
                JsonNode expected = golden.steps().get(t);
                for (Map.Entry<String, double[]> value :
                        values(golden, computation.step(0, t), bySlot).entrySet()) {
                    seen.add(value.getKey());
                    assertArrayEquals(
                            DncGolden.leaves(expected.get(value.getKey()).get(sample)),
                            value.getValue(),
                            TOLERANCE,
                            value.getKey() + " of step " + t + ", sample " + sample);
                }
                assertEquals(bySlot ? expected.size() : 7, seen.size(), "every stored tensor is compared");
            }
        }
    }

    private static Map<String, double[]> values(DncGolden golden, DncStep step, boolean bySlot) {
        DncInterface at = new DncInterface(golden.layer);
        Map<String, double[]> values = new java.util.TreeMap<>();
        values.put("freeGate", part(step.vector, at.freeGates));
        values.put("allocationGate", part(step.vector, at.allocationGate));
        values.put("writeGate", part(step.vector, at.writeGate));
        values.put("readMode", part(step.vector, at.readModes));
        values.put("hidden", step.state.hidden);
        values.put("cell", step.state.cell);
        values.put("reads", step.state.reads);
        if (bySlot) {
            DncGolden.STATE.forEach((name, tensor) -> values.put(name, tensor.apply(step.state)));
            values.put("allocation", step.access.freeness.allocation);
            values.put("writeContent", step.access.writeContent.weights);
            int slots = golden.layer.slots();
            double[] readContent = new double[golden.layer.readHeads() * slots];
            for (int head = 0; head < golden.layer.readHeads(); head++) {
                System.arraycopy(step.access.readContent[head].weights, 0, readContent, head * slots, slots);
            }
            values.put("readContent", readContent);
        }
        return values;
    }

    private static double[] part(double[] vector, DncInterface.Block block) {
        return java.util.Arrays.copyOfRange(vector, block.offset(), block.offset() + block.size());
    }

    private static double squaredNorm(double[] values, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += values[i] * values[i];
        }
        return sum;
    }

    private static double largest(double[] values, int offset, int length) {
        double largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}
