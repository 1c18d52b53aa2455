package io.aligspark.dl4j;

import io.aligspark.networks.BidirectionalLstm;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * One direction of an LSTM over packed sequences, forward and backward pass. Products over all steps at once where there
 * is no recurrence; arrays grow to the largest call and stay.
 */
final class LstmDirection {
    /** The tensors of one direction, or their gradients: {@code [4h, c]}, {@code [4h, h]}, {@code [4h]}, {@code [4h]}. */
    record Tensors(Matrix inputWeight, Matrix recurrentWeight, NativeArray inputBias, NativeArray recurrentBias) {}

    private final int hidden;
    private final boolean reverse;
    private final LstmCells cells;
    private final double[] cellBefore;
    private final GrowingArray gateMemory;
    private final GrowingArray cellMemory;
    private final GrowingArray stateMemory;
    private final GrowingArray gradientMemory;
    // Of the last forward pass: [rows, 4h] activations; [rows, h] cells after, and hidden states before each step.
    private Matrix gates;
    private Matrix cellsAfter;
    private Matrix statesBefore;

    LstmDirection(int hidden, boolean reverse, DataType type) {
        this.hidden = hidden;
        this.reverse = reverse;
        cells = new LstmCells(hidden);
        cellBefore = new double[hidden];
        gateMemory = new GrowingArray(type);
        cellMemory = new GrowingArray(type);
        stateMemory = new GrowingArray(type);
        gradientMemory = new GrowingArray(type);
    }

    /**
     * Computes the hidden states.
     *
     * @param input {@code [rows, c]}, packed
     * @param output {@code [n · time, columns]}, padded; the real steps of columns {@code [column, column + hidden)} are
     *     written
     */
    void forward(Matrix input, PackedSequences sequences, Tensors tensors, Matrix output, int column) {
        gates = gateMemory.matrix(sequences.rows(), BidirectionalLstm.GATES * hidden);
        cellsAfter = cellMemory.matrix(sequences.rows(), hidden);
        statesBefore = stateMemory.matrix(sequences.rows(), hidden);
        statesBefore.clear();
        gates.productTransposed(input, tensors.inputWeight, 0);
        double[][] bias = bias(tensors);
        for (int i = 0; i < sequences.steps(); i++) {
            int step = reverse ? sequences.steps() - 1 - i : i;
            int start = sequences.start(step);
            int before = reverse ? step + 1 : step - 1;
            int after = reverse ? step - 1 : step + 1;
            int continued = Math.min(sequences.active(before), sequences.active(step));
            if (continued > 0) {
                gates.slice(start, continued)
                        .productTransposed(statesBefore.slice(start, continued), tensors.recurrentWeight, 1);
            }
            for (int rank = 0; rank < sequences.active(step); rank++) {
                readCell(cells.cell, sequences, before, rank);
                cells.forward(gates, start + rank, bias);
                cellsAfter.array().put(cellsAfter.at(start + rank), cells.cell, hidden);
                output.array().put(output.at(sequences.paddedRow(step, rank)) + column, cells.state, hidden);
                if (rank < sequences.active(after)) {
                    statesBefore.array().put(statesBefore.at(sequences.start(after) + rank), cells.state, hidden);
                }
            }
        }
    }

    /**
     * Computes the gradients of the last forward pass.
     *
     * @param input as in the forward pass
     * @param outputGradient {@code [n · time, columns]}, padded, read at the real steps of this direction's columns
     * @param gradients of the tensors, overwritten
     */
    void backward(
            Matrix input,
            PackedSequences sequences,
            Tensors tensors,
            Matrix outputGradient,
            int column,
            Tensors gradients) {
        Matrix stateGradients = gradientMemory.matrix(sequences.sequences(), hidden);
        stateGradients.clear();
        double[][] cellGradients = new double[sequences.sequences()][hidden];
        double[][] biasGradient = new double[BidirectionalLstm.GATES][hidden];
        double[] cellAfter = new double[hidden];
        double[] recurrent = new double[hidden];
        for (int i = 0; i < sequences.steps(); i++) {
            int step = reverse ? i : sequences.steps() - 1 - i;
            int start = sequences.start(step);
            int before = reverse ? step + 1 : step - 1;
            for (int rank = 0; rank < sequences.active(step); rank++) {
                outputGradient
                        .array()
                        .get(outputGradient.at(sequences.paddedRow(step, rank)) + column, cells.stateGradient, hidden);
                stateGradients.array().get(stateGradients.at(rank), recurrent, hidden);
                for (int k = 0; k < hidden; k++) {
                    cells.stateGradient[k] += recurrent[k];
                }
                readCell(cellBefore, sequences, before, rank);
                cellsAfter.array().get(cellsAfter.at(start + rank), cellAfter, hidden);
                cells.backward(gates, start + rank, cellBefore, cellAfter, cellGradients[rank], biasGradient);
            }
            int continued = Math.min(sequences.active(before), sequences.active(step));
            if (continued > 0) {
                stateGradients.slice(0, continued).product(gates.slice(start, continued), tensors.recurrentWeight, 0);
            }
        }
        gradients.inputWeight.transposedProduct(gates, input, 0);
        gradients.recurrentWeight.transposedProduct(gates, statesBefore, 0);
        for (int gate = 0; gate < biasGradient.length; gate++) {
            gradients.inputBias.put(gate * hidden, biasGradient[gate], hidden);
            gradients.recurrentBias.put(gate * hidden, biasGradient[gate], hidden);
        }
    }

    /** After {@link #backward}: {@code inputGradient = (gradient on the input) + beta inputGradient}. */
    void inputGradient(Tensors tensors, Matrix inputGradient, double beta) {
        inputGradient.product(gates, tensors.inputWeight, beta);
    }

    void close() {
        gateMemory.close();
        cellMemory.close();
        stateMemory.close();
        gradientMemory.close();
    }

    /** The cell of a sequence after a step of the last forward pass; zero where it has no such step. */
    private void readCell(double[] target, PackedSequences sequences, int step, int rank) {
        if (rank < sequences.active(step)) {
            cellsAfter.array().get(cellsAfter.at(sequences.start(step) + rank), target, hidden);
        } else {
            java.util.Arrays.fill(target, 0);
        }
    }

    private double[][] bias(Tensors tensors) {
        double[][] bias = new double[BidirectionalLstm.GATES][hidden];
        double[] second = new double[hidden];
        for (int gate = 0; gate < bias.length; gate++) {
            tensors.inputBias.get(gate * hidden, bias[gate], hidden);
            tensors.recurrentBias.get(gate * hidden, second, hidden);
            for (int k = 0; k < hidden; k++) {
                bias[gate][k] += second[k];
            }
        }
        return bias;
    }
}
