package io.aligspark.networks;

/**
 * The LSTM's cell, from gates before their nonlinearity in the order input i, new value j, forget f, output o:
 * {@code c = sigmoid(f + 1) c + sigmoid(i) tanh(j)}, {@code h = sigmoid(o) tanh(c)}, then both are clipped.
 */
final class DncController {
    private static final double FORGET_BIAS = 1;

    private final int size;
    private final double clip;
    // After their nonlinearity, [4, size].
    private final double[] gates;
    private final double[] unclippedCell;
    private final double[] squashedCell;

    DncController(int size, double clip) {
        this.size = size;
        this.clip = clip;
        gates = new double[4 * size];
        unclippedCell = new double[size];
        squashedCell = new double[size];
    }

    /** Overwrites hidden and cell of the state after. */
    void forward(DncState before, double[] rawGates, DncState after) {
        for (int k = 0; k < size; k++) {
            double input = HostFunctions.sigmoid(rawGates[k]);
            double value = StrictMath.tanh(rawGates[size + k]);
            double forget = HostFunctions.sigmoid(rawGates[2 * size + k] + FORGET_BIAS);
            double output = HostFunctions.sigmoid(rawGates[3 * size + k]);
            gates[k] = input;
            gates[size + k] = value;
            gates[2 * size + k] = forget;
            gates[3 * size + k] = output;
            unclippedCell[k] = forget * before.cell[k] + input * value;
            squashedCell[k] = StrictMath.tanh(unclippedCell[k]);
            after.cell[k] = HostFunctions.clip(unclippedCell[k], clip);
            after.hidden[k] = HostFunctions.clip(output * squashedCell[k], clip);
        }
    }

    /** Overwrites the gradient on the raw gates; adds to that on the cell before. */
    void backward(DncState before, DncState afterGradient, DncState beforeGradient, double[] rawGradient) {
        for (int k = 0; k < size; k++) {
            double input = gates[k];
            double value = gates[size + k];
            double forget = gates[2 * size + k];
            double output = gates[3 * size + k];
            double squashed = squashedCell[k];
            double hidden = HostFunctions.clipGradient(output * squashed, clip, afterGradient.hidden[k]);
            double cell = HostFunctions.clipGradient(unclippedCell[k], clip, afterGradient.cell[k])
                    + hidden * output * (1 - squashed * squashed);
            beforeGradient.cell[k] += cell * forget;
            rawGradient[k] = cell * value * input * (1 - input);
            rawGradient[size + k] = cell * input * (1 - value * value);
            rawGradient[2 * size + k] = cell * before.cell[k] * forget * (1 - forget);
            rawGradient[3 * size + k] = hidden * squashed * output * (1 - output);
        }
    }
}
