package io.aligspark.networks;

import java.util.Arrays;

/** {@code y = W x + b} in double, one vector at a time; gradients of W and b add up over calls. */
final class Linear {
    final int inputs;
    final int outputs;
    private final double[] weight;
    // So that the inner loop of the forward pass has no sum, which the JVM could not vectorise.
    private final double[] transposed;
    private final double[] bias;
    private final double[] weightGradient;
    private final double[] biasGradient;

    Linear(int inputs, int outputs) {
        this.inputs = inputs;
        this.outputs = outputs;
        weight = new double[outputs * inputs];
        transposed = new double[outputs * inputs];
        bias = new double[outputs];
        weightGradient = new double[outputs * inputs];
        biasGradient = new double[outputs];
    }

    /**
     * Sets rows of W and their biases, which follow each other in the array.
     *
     * @return the offset behind them
     */
    int load(double[] parameters, int offset, int firstRow, int rows) {
        System.arraycopy(parameters, offset, weight, firstRow * inputs, rows * inputs);
        System.arraycopy(parameters, offset + rows * inputs, bias, firstRow, rows);
        for (int row = firstRow; row < firstRow + rows; row++) {
            for (int i = 0; i < inputs; i++) {
                transposed[i * outputs + row] = weight[row * inputs + i];
            }
        }
        return offset + rows * (inputs + 1);
    }

    /** The opposite of {@link #load}, for the gradients. */
    int storeGradient(double[] gradient, int offset, int firstRow, int rows) {
        System.arraycopy(weightGradient, firstRow * inputs, gradient, offset, rows * inputs);
        System.arraycopy(biasGradient, firstRow, gradient, offset + rows * inputs, rows);
        return offset + rows * (inputs + 1);
    }

    void clearGradient() {
        Arrays.fill(weightGradient, 0);
        Arrays.fill(biasGradient, 0);
    }

    /** Overwrites y. */
    void forward(double[] x, double[] y) {
        System.arraycopy(bias, 0, y, 0, outputs);
        for (int i = 0; i < inputs; i++) {
            addScaled(x[i], transposed, i * outputs, y, 0, outputs);
        }
    }

    /** Overwrites the gradient on x. */
    void backward(double[] yGradient, double[] x, double[] xGradient) {
        Arrays.fill(xGradient, 0, inputs, 0);
        for (int row = 0; row < outputs; row++) {
            biasGradient[row] += yGradient[row];
            addScaled(yGradient[row], weight, row * inputs, xGradient, 0, inputs);
            addScaled(yGradient[row], x, 0, weightGradient, row * inputs, inputs);
        }
    }

    private static void addScaled(double factor, double[] from, int offset, double[] to, int toOffset, int length) {
        for (int i = 0; i < length; i++) {
            to[toOffset + i] += factor * from[offset + i];
        }
    }
}
