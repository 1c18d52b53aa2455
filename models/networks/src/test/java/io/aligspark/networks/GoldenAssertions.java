package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** Compares what an engine computed with a golden case. */
final class GoldenAssertions {
    private GoldenAssertions() {}

    static void assertGradient(
            Golden golden, JsonNode run, Layout layout, float[] gradientSum, int samples, boolean batchNorm) {
        double expectedSquaredNorm = run.get("gradientSquaredNorm").asDouble();
        double squaredNorm = 0;
        for (float element : gradientSum) {
            double mean = (double) element / samples;
            squaredNorm += mean * mean;
        }
        assertEquals(expectedSquaredNorm, squaredNorm, (batchNorm ? 1e-4 : 1e-5) * expectedSquaredNorm);
        double tolerance = (batchNorm ? 1e-4 : 5e-6) * Math.sqrt(expectedSquaredNorm);
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entries().get(i);
            JsonNode expected = run.get("gradient").get(i);
            assertEquals(expected.get("name").asText(), entry.spec().name());
            double tensorSquaredNorm = 0;
            for (int k = entry.offset(); k < entry.offset() + entry.length(); k++) {
                double mean = (double) gradientSum[k] / samples;
                tensorSquaredNorm += mean * mean;
            }
            assertEquals(
                    Math.sqrt(expected.get("squaredNorm").asDouble()),
                    Math.sqrt(tensorSquaredNorm),
                    tolerance,
                    entry.spec().name());
            double[] first = Golden.doubles(expected.get("first"));
            for (int k = 0; k < first.length; k++) {
                assertEquals(first[k], (double) gradientSum[entry.offset() + k] / samples, tolerance);
            }
            List<Integer> indices =
                    Golden.ints(golden.json().get("parameters").get(i).get("spreadIndices"));
            double[] spread = Golden.doubles(expected.get("spread"));
            for (int k = 0; k < spread.length; k++) {
                assertEquals(spread[k], (double) gradientSum[entry.offset() + indices.get(k)] / samples, tolerance);
            }
        }
    }

    /** One step from mean 0 and variance 1 with momentum 0.1, per layer mean first. */
    static void assertRunningStatistics(JsonNode expected, Layout layout, float[] bufferSum, int samples) {
        for (int i = 0; i < expected.size(); i++) {
            JsonNode layer = expected.get(i);
            String name = layer.get("name").asText();
            for (int kind = 0; kind < 2; kind++) {
                Layout.Entry entry = layout.entries().get(2 * i + kind);
                assertEquals(
                        name + (kind == 0 ? ".running_mean" : ".running_var"),
                        entry.spec().name());
                double[] first = Golden.doubles(layer.get(kind == 0 ? "meanFirst" : "varianceFirst"));
                for (int k = 0; k < first.length; k++) {
                    double running = 0.9 * kind + 0.1 * bufferSum[entry.offset() + k] / samples;
                    assertEquals(first[k], running, 1e-5, entry.spec().name());
                }
            }
        }
    }

    static void assertEvaluation(
            Golden golden, JsonNode expected, Network network, Engine engine, float[] parameters, Batch batch) {
        float[] buffers = new float[network.buffers().length()];
        List<Layout.Entry> entries = network.buffers().entries();
        for (int i = 0; i < entries.size(); i++) {
            JsonNode layer = expected.get("layers").get(i / 2);
            JsonNode range = expected.get(i % 2 == 0 ? "runningMean" : "runningVariance");
            float[] values = Golden.generate(
                    golden.json().get("seed").asLong(),
                    layer.get(i % 2 == 0 ? "meanIndex" : "varianceIndex").asInt(),
                    entries.get(i).length(),
                    range.get("low").asDouble(),
                    range.get("high").asDouble());
            System.arraycopy(values, 0, buffers, entries.get(i).offset(), values.length);
        }
        assertClose(
                Golden.doubles(expected.get("logits")),
                engine.load(parameters, buffers).predict(batch),
                5e-5);
    }

    static void assertClose(double[] expected, float[] actual, double tolerance) {
        assertEquals(expected.length, actual.length);
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i], actual[i], tolerance);
        }
    }

    /** Stored elements, relative to the largest of their tensor or 1e-4 of the largest of all. */
    static void assertElements(
            Golden golden, JsonNode run, Layout layout, float[] gradientSum, int samples, boolean batchNorm) {
        double largestOfAll = largest(gradientSum, 0, gradientSum.length) / samples;
        for (int i = 0; i < layout.entries().size(); i++) {
            Layout.Entry entry = layout.entries().get(i);
            double largest = largest(gradientSum, entry.offset(), entry.length()) / samples;
            double tolerance = (batchNorm ? 3e-4 : 1e-5) * Math.max(largest, 1e-4 * largestOfAll);
            double[] first = Golden.doubles(run.get("gradient").get(i).get("first"));
            double[] spread = Golden.doubles(run.get("gradient").get(i).get("spread"));
            List<Integer> spreadIndices =
                    Golden.ints(golden.json().get("parameters").get(i).get("spreadIndices"));
            for (int k = 0; k < first.length + spread.length; k++) {
                int index = k < first.length ? k : spreadIndices.get(k - first.length);
                double expected = k < first.length ? first[k] : spread[k - first.length];
                double actual = (double) gradientSum[entry.offset() + index] / samples;
                assertEquals(expected, actual, tolerance, entry.spec().name() + "[" + index + "]");
            }
        }
    }

    static double largest(float[] values, int offset, int length) {
        double largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }
}
