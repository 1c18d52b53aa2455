package io.aligspark.networks;

import java.util.Arrays;

/**
 * One time step of one sample: the LSTM reads the observation, the previous reads and its previous hidden state; its
 * output steers the memory; the result is a linear map of the LSTM's output and the new reads, clipped. Keeps what the
 * backward pass needs.
 */
final class DncStep {
    /** The state after the step. */
    final DncState state;
    /** Gates, modes and vectors for the memory after their nonlinearities; strengths before theirs. */
    final double[] vector;

    final DncAccess access;
    private final DncController controller;
    private final DncInterface at;
    private final DifferentiableNeuralComputer layer;
    private final int channels;
    private final double[] controllerInput;
    private final double[] outputInput;
    private final double[] unclippedOutput;

    DncStep(DifferentiableNeuralComputer layer, int channels) {
        this.layer = layer;
        this.channels = channels;
        state = new DncState(layer);
        at = new DncInterface(layer);
        vector = new double[at.length()];
        access = new DncAccess(layer);
        controller = new DncController(layer.controller(), layer.clip());
        controllerInput = new double[layer.controllerInputs(channels)];
        outputInput = new double[layer.controller() + layer.reads()];
        unclippedOutput = new double[layer.outputs()];
    }

    /** Arrays that steps may share, as none outlives a call. */
    static final class Scratch {
        private final double[] gates;
        private final double[] controllerInputGradient;
        private final double[] vectorGradient;
        private final double[] hiddenGradient;
        private final double[] outputInputGradient;
        private final double[] outputGradient;

        Scratch(DifferentiableNeuralComputer layer, int channels) {
            gates = new double[4 * layer.controller()];
            controllerInputGradient = new double[layer.controllerInputs(channels)];
            vectorGradient = new double[new DncInterface(layer).length()];
            hiddenGradient = new double[layer.controller()];
            outputInputGradient = new double[layer.controller() + layer.reads()];
            outputGradient = new double[layer.outputs()];
        }
    }

    /** Overwrites {@link #state} and {@code output[outputOffset, ...)}; reads {@code input[inputOffset, ...)}. */
    void forward(
            DncState before,
            DncWeights weights,
            double[] input,
            int inputOffset,
            double[] output,
            int outputOffset,
            Scratch scratch) {
        int hidden = layer.controller();
        int reads = layer.reads();
        System.arraycopy(input, inputOffset, controllerInput, 0, channels);
        System.arraycopy(before.reads, 0, controllerInput, channels, reads);
        System.arraycopy(before.hidden, 0, controllerInput, channels + reads, hidden);
        weights.gates.forward(controllerInput, scratch.gates);
        controller.forward(before, scratch.gates, state);

        weights.memoryInterface.forward(state.hidden, vector);
        for (int i = at.eraseVector.offset(); i < at.readModes.offset(); i++) {
            vector[i] = HostFunctions.sigmoid(vector[i]);
        }
        for (int head = 0; head < layer.readHeads(); head++) {
            HostFunctions.softmax(vector, at.readModes.offset() + 3 * head, 3);
        }
        access.forward(before, vector, state);

        System.arraycopy(state.hidden, 0, outputInput, 0, hidden);
        System.arraycopy(state.reads, 0, outputInput, hidden, reads);
        weights.output.forward(outputInput, unclippedOutput);
        for (int i = 0; i < unclippedOutput.length; i++) {
            output[outputOffset + i] = HostFunctions.clip(unclippedOutput[i], layer.clip());
        }
    }

    /**
     * The step's part of back-propagation through time.
     *
     * @param afterGradient on {@link #state}, of all later steps; used up
     * @param beforeGradient on the state before, overwritten
     * @param weights whose gradients are added to
     */
    void backward(
            DncState before,
            DncState afterGradient,
            DncState beforeGradient,
            DncWeights weights,
            double[] outputGradient,
            int outputOffset,
            double[] inputGradient,
            int inputOffset,
            Scratch scratch) {
        int hidden = layer.controller();
        int reads = layer.reads();
        beforeGradient.clear();
        for (int i = 0; i < unclippedOutput.length; i++) {
            scratch.outputGradient[i] =
                    HostFunctions.clipGradient(unclippedOutput[i], layer.clip(), outputGradient[outputOffset + i]);
        }
        weights.output.backward(scratch.outputGradient, outputInput, scratch.outputInputGradient);
        add(scratch.outputInputGradient, 0, afterGradient.hidden);
        add(scratch.outputInputGradient, hidden, afterGradient.reads);

        Arrays.fill(scratch.vectorGradient, 0);
        access.backward(before, vector, state, afterGradient, beforeGradient, scratch.vectorGradient);
        for (int i = at.eraseVector.offset(); i < at.readModes.offset(); i++) {
            scratch.vectorGradient[i] *= vector[i] * (1 - vector[i]);
        }
        for (int head = 0; head < layer.readHeads(); head++) {
            HostFunctions.softmaxGradient(vector, scratch.vectorGradient, at.readModes.offset() + 3 * head, 3);
        }
        weights.memoryInterface.backward(scratch.vectorGradient, state.hidden, scratch.hiddenGradient);
        add(scratch.hiddenGradient, 0, afterGradient.hidden);

        controller.backward(before, afterGradient, beforeGradient, scratch.gates);
        weights.gates.backward(scratch.gates, controllerInput, scratch.controllerInputGradient);
        System.arraycopy(scratch.controllerInputGradient, 0, inputGradient, inputOffset, channels);
        add(scratch.controllerInputGradient, channels, beforeGradient.reads);
        add(scratch.controllerInputGradient, channels + reads, beforeGradient.hidden);
    }

    private static void add(double[] from, int offset, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[offset + i];
        }
    }
}
