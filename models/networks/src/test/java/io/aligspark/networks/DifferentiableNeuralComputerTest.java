package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DifferentiableNeuralComputerTest {
    private static final double STEP = 1e-6;
    // Losses of about 10 with rounding of 1e-15, divided by the step.
    private static final double TOLERANCE = 3e-8;

    /**
     * One step from a state in which all slots differ; the loss is a weighted sum of everything the step computes. The
     * stopped gradient is visible: that on the previous write weights is zero, though they do act.
     */
    @ParameterizedTest
    @ValueSource(strings = {"dnc-generated-state", "dnc-clipped"})
    void gradientOfAStepAgreesWithFiniteDifferences(String name) {
        DncGolden golden = DncGolden.read(name);
        DifferentiableNeuralComputer layer = golden.layer;
        int channels = golden.network.input().size(1);
        DncState before = new DncState(layer);
        before.set(golden.start(0));
        double[] parameters = golden.parameters();
        double[] input = DncGolden.widen(Golden.generate(1, 0, channels, -1, 1));
        DncState factors = new DncState(layer);
        int tensor = 1;
        for (Function<DncState, double[]> part : DncGolden.STATE.values()) {
            double[] target = part.apply(factors);
            set(target, DncGolden.widen(Golden.generate(1, tensor++, target.length, -1, 1)));
        }
        double[] outputFactors = DncGolden.widen(Golden.generate(1, 100, layer.outputs(), -1, 1));

        DncWeights weights = new DncWeights(layer, channels);
        DncStep step = new DncStep(layer, channels);
        DncStep.Scratch scratch = new DncStep.Scratch(layer, channels);
        double[] output = new double[layer.outputs()];
        DoubleSupplier loss = () -> {
            weights.load(parameters);
            step.forward(before, weights, input, 0, output, 0, scratch);
            double sum = dot(output, outputFactors);
            for (Function<DncState, double[]> part : DncGolden.STATE.values()) {
                sum += dot(part.apply(step.state), part.apply(factors));
            }
            return sum;
        };
        assertTrue(Double.isFinite(loss.getAsDouble()));
        DncState afterGradient = new DncState(layer);
        DncGolden.STATE.values().forEach(part -> set(part.apply(afterGradient), part.apply(factors)));
        DncState beforeGradient = new DncState(layer);
        double[] inputGradient = new double[channels];
        double[] gradient = new double[parameters.length];
        step.backward(before, afterGradient, beforeGradient, weights, outputFactors, 0, inputGradient, 0, scratch);
        weights.storeGradient(gradient);

        assertDerivatives(loss, parameters, gradient, "parameters");
        assertDerivatives(loss, input, inputGradient, "input");
        for (Map.Entry<String, Function<DncState, double[]>> part : DncGolden.STATE.entrySet()) {
            double[] actual = part.getValue().apply(beforeGradient);
            if (part.getKey().equals("writeWeights")) {
                assertArrayEquals(new double[layer.slots()], actual);
                assertTrue(Math.abs(derivative(loss, before.writeWeights, 0)) > 1e-3, "stopped, not absent");
            } else {
                assertDerivatives(loss, part.getValue().apply(before), actual, part.getKey());
            }
        }
    }

    /**
     * Back-propagation through all time steps. With the allocation gate shut no usage reaches the loss, so that the
     * stopped gradient makes no difference; the case above has the gate open.
     */
    @Test
    void gradientThroughTimeAgreesWithFiniteDifferences() {
        DncGolden golden = DncGolden.read("dnc-generated-state");
        DncComputation computation = golden.computation(0);
        double[] parameters = golden.parameters();
        double[] observation = golden.observation();
        for (Layout.Entry entry : golden.network.parameters().entries()) {
            if (entry.spec().name().equals("allocation_gate.bias")) {
                parameters[entry.offset()] = -60;
            }
        }
        double[] logits = new double[golden.samples * golden.time * golden.outputs];
        double[] logitsGradient = new double[logits.length];
        DoubleSupplier loss = () -> {
            computation.forward(parameters, observation, golden.samples, logits);
            return golden.meanLoss(logits, logitsGradient);
        };
        assertTrue(Double.isFinite(loss.getAsDouble()));
        double[] gradient = new double[parameters.length];
        double[] observationGradient = new double[observation.length];
        computation.backward(logitsGradient, observationGradient, gradient);
        assertDerivatives(loss, parameters, gradient, "parameters");
        assertDerivatives(loss, observation, observationGradient, "observation");
    }

    @Test
    void samplesAreIndependentAndCallsLeaveNothingBehind() {
        DncGolden golden = DncGolden.read("dnc");
        DncComputation computation = golden.computation(0);
        double[] parameters = golden.parameters();
        double[] observation = golden.observation();
        int logitsLength = golden.time * golden.outputs;
        double[] logitsGradient = DncGolden.widen(Golden.generate(5, 0, 2 * logitsLength, -1, 1));
        double[] logits = new double[2 * logitsLength];
        double[] gradient = new double[parameters.length];
        double[] again = new double[parameters.length];
        double[] inputGradient = new double[observation.length];
        computation.forward(parameters, observation, 2, logits);
        computation.backward(logitsGradient, inputGradient, gradient);

        double[] alone = new double[logitsLength];
        double[] second = Arrays.copyOfRange(observation, observation.length / 2, observation.length);
        computation.forward(parameters, second, 1, alone);
        computation.backward(Arrays.copyOfRange(logitsGradient, logitsLength, 2 * logitsLength), second, again);
        assertArrayEquals(Arrays.copyOfRange(logits, logitsLength, 2 * logitsLength), alone);
        assertArrayEquals(
                Arrays.copyOfRange(inputGradient, observation.length / 2, observation.length),
                second,
                "gradient on the second sample");

        computation.forward(parameters, observation, 2, logits);
        computation.backward(logitsGradient, inputGradient, again);
        assertArrayEquals(gradient, again);
    }

    @Test
    void startsAsThePublishedCodeDoes() {
        Network network = Networks.differentiableNeuralComputer(Shape.of(9, 6), 64, 16, 16, 4, 5, 20);
        float[] values = network.parameters().initialValues(1);
        for (Layout.Entry entry : network.parameters().entries()) {
            String name = entry.spec().name();
            int fanIn = name.startsWith("controller") ? 134 : name.startsWith("output") ? 128 : 64;
            boolean zero = name.endsWith(".bias") && !name.startsWith("controller");
            double sigma = zero ? 0 : 1 / Math.sqrt(fanIn);
            double squares = 0;
            for (int i = entry.offset(); i < entry.offset() + entry.length(); i++) {
                assertEquals(0, values[i], 2 * sigma, "truncated at two standard deviations");
                squares += (double) values[i] * values[i];
            }
            // The variance of a standard normal truncated at 2 is 0.7737; four standard errors of the estimate.
            double expected = 0.7737 * sigma * sigma;
            double error = 4 * expected / Math.sqrt(entry.length());
            assertEquals(expected, squares / entry.length(), error, name);
        }
    }

    @Test
    void badSizesAreNamed() {
        assertEquals(
                "model.name = dnc expects data.shape = [time, channels], but found [6]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Networks.differentiableNeuralComputer(Shape.of(6), 8, 6, 5, 2, 5, 20))
                        .getMessage());
        assertEquals(
                "layer \"dnc\" expects controller, slots, slot width, read heads and outputs >= 1, but was given"
                        + " [8, 0, 5, 2, 5]",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Networks.differentiableNeuralComputer(Shape.of(9, 6), 8, 0, 5, 2, 5, 20))
                        .getMessage());
        assertEquals(
                "layer \"dnc\" expects clip > 0, but was given NaN",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> Networks.differentiableNeuralComputer(Shape.of(9, 6), 8, 6, 5, 2, 5, Double.NaN))
                        .getMessage());
        assertEquals(
                "layer \"dnc\" expects a start of no or 122 numbers, but was given 1 numbers",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> new DifferentiableNeuralComputer(
                                        "dnc", Network.INPUT, 8, 6, 5, 2, 5, 20, List.of(0.5)))
                        .getMessage());
    }

    private static void assertDerivatives(DoubleSupplier loss, double[] variables, double[] gradient, String what) {
        for (int i = 0; i < variables.length; i++) {
            assertEquals(derivative(loss, variables, i), gradient[i], TOLERANCE, what + "[" + i + "]");
        }
    }

    private static double derivative(DoubleSupplier loss, double[] variables, int i) {
        double value = variables[i];
        variables[i] = value + STEP;
        double above = loss.getAsDouble();
        variables[i] = value - STEP;
        double below = loss.getAsDouble();
        variables[i] = value;
        return (above - below) / (2 * STEP);
    }

    private static void set(double[] target, double[] values) {
        System.arraycopy(values, 0, target, 0, target.length);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
