package io.aligspark.dl4j;

import io.aligspark.networks.BidirectionalLstm;

/**
 * The element-wise part of an LSTM, one row (one step of one sequence) at a time, in double. Only the four basic
 * operations, so its bits are the same on every JVM, and loops that the compiler turns into vector instructions.
 */
final class LstmCells {
    private static final int I = 0;
    private static final int F = 1;
    private static final int G = 2;
    private static final int O = 3;
    /** Beyond it the logistic function is 0 or 1 to double precision. */
    private static final double SATURATION = 40;

    private final int hidden;
    private final double[][] gates;
    /** The cell before a step, then after it. */
    final double[] cell;
    /** Hidden state of the last forward row, or tanh of the cell of the last backward row. */
    final double[] state;
    /** For the backward pass: gradient on the hidden state of the row. */
    final double[] stateGradient;

    LstmCells(int hidden) {
        this.hidden = hidden;
        gates = new double[BidirectionalLstm.GATES][hidden];
        cell = new double[hidden];
        state = new double[hidden];
        stateGradient = new double[hidden];
    }

    /**
     * Turns a row of pre-activations (without bias) into activations in place, and {@link #cell} and {@link #state} into
     * those after the step.
     *
     * @param bias {@code [4][hidden]}
     */
    void forward(Matrix preactivations, int row, double[][] bias) {
        load(preactivations, row);
        for (int gate = 0; gate < gates.length; gate++) {
            add(gates[gate], bias[gate]);
        }
        logistic(gates[I]);
        logistic(gates[F]);
        hyperbolicTangent(gates[G]);
        logistic(gates[O]);
        double[] i = gates[I];
        double[] f = gates[F];
        double[] g = gates[G];
        double[] o = gates[O];
        for (int k = 0; k < hidden; k++) {
            cell[k] = f[k] * cell[k] + i[k] * g[k];
        }
        store(preactivations, row);
        System.arraycopy(cell, 0, state, 0, hidden);
        hyperbolicTangent(state);
        for (int k = 0; k < hidden; k++) {
            state[k] *= o[k];
        }
    }

    /**
     * Turns a row of activations into gradients on the pre-activations in place, from {@link #stateGradient}.
     *
     * @param before the cell before the step
     * @param after the cell after the step
     * @param cellGradient gradient on the cell after the step; on return, before it
     * @param biasGradient {@code [4][hidden]}, added to
     */
    void backward(
            Matrix activations,
            int row,
            double[] before,
            double[] after,
            double[] cellGradient,
            double[][] biasGradient) {
        load(activations, row);
        System.arraycopy(after, 0, state, 0, hidden);
        hyperbolicTangent(state);
        double[] i = gates[I];
        double[] f = gates[F];
        double[] g = gates[G];
        double[] o = gates[O];
        for (int k = 0; k < hidden; k++) {
            double inner = cellGradient[k] + stateGradient[k] * o[k] * (1 - state[k] * state[k]);
            o[k] = stateGradient[k] * state[k] * o[k] * (1 - o[k]);
            cellGradient[k] = inner * f[k];
            f[k] = inner * before[k] * f[k] * (1 - f[k]);
            double candidate = g[k];
            g[k] = inner * i[k] * (1 - candidate * candidate);
            i[k] = inner * candidate * i[k] * (1 - i[k]);
        }
        for (int gate = 0; gate < gates.length; gate++) {
            add(biasGradient[gate], gates[gate]);
        }
        store(activations, row);
    }

    private void load(Matrix matrix, int row) {
        for (int gate = 0; gate < gates.length; gate++) {
            matrix.array().get(matrix.at(row) + gate * hidden, gates[gate], hidden);
        }
    }

    private void store(Matrix matrix, int row) {
        for (int gate = 0; gate < gates.length; gate++) {
            matrix.array().put(matrix.at(row) + gate * hidden, gates[gate], hidden);
        }
    }

    private static void add(double[] sum, double[] summand) {
        for (int k = 0; k < sum.length; k++) {
            sum[k] += summand[k];
        }
    }

    /** {@code 1 / (1 + exp(-x))}, with an absolute error below 1e-13. */
    static void logistic(double[] x) {
        for (int k = 0; k < x.length; k++) {
            x[k] = 1 / (1 + exp(-x[k]));
        }
    }

    /** {@code tanh x = 2 logistic(2 x) - 1}, with an absolute error below 1e-13. */
    static void hyperbolicTangent(double[] x) {
        for (int k = 0; k < x.length; k++) {
            x[k] = 2 / (1 + exp(-2 * x[k])) - 1;
        }
    }

    /** Taylor's polynomial at {@code x / 128}, squared seven times: no branch and no conversion, unlike the libraries'. */
    private static double exp(double x) {
        double y = Math.max(-SATURATION, Math.min(SATURATION, x)) * (1.0 / 128);
        double e = 1
                + y
                        * (1
                                + y
                                        * (1.0 / 2
                                                + y
                                                        * (1.0 / 6
                                                                + y
                                                                        * (1.0 / 24
                                                                                + y
                                                                                        * (1.0 / 120
                                                                                                + y
                                                                                                        * (1.0 / 720
                                                                                                                + y
                                                                                                                        * (1.0
                                                                                                                                        / 5040
                                                                                                                                + y
                                                                                                                                        * (1.0
                                                                                                                                                        / 40320
                                                                                                                                                + y
                                                                                                                                                        * (1.0
                                                                                                                                                                        / 362880
                                                                                                                                                                + y
                                                                                                                                                                        * (1.0
                                                                                                                                                                                / 3628800))))))))));
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        e *= e;
        return e * e;
    }
}
