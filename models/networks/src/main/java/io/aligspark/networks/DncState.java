package io.aligspark.networks;

import java.util.Arrays;

/** What one time step hands to the next, for one sample, row-major; or the gradient on it. Starts at zero. */
final class DncState {
    /** {@code [controller]}. */
    final double[] hidden;
    /** {@code [controller]}. */
    final double[] cell;
    /** {@code [slots, slotWidth]}. */
    final double[] memory;
    /** {@code [slots]}. */
    final double[] usage;
    /** {@code [slots]}. */
    final double[] writeWeights;
    /** {@code [readHeads, slots]}. */
    final double[] readWeights;
    /** {@code [slots, slots]}: how far slot i was written right after slot j. */
    final double[] link;
    /** {@code [slots]}: how far a slot was the last one written. */
    final double[] precedence;
    /** {@code [readHeads, slotWidth]}. */
    final double[] reads;

    DncState(DifferentiableNeuralComputer layer) {
        hidden = new double[layer.controller()];
        cell = new double[layer.controller()];
        memory = new double[layer.slots() * layer.slotWidth()];
        usage = new double[layer.slots()];
        writeWeights = new double[layer.slots()];
        readWeights = new double[layer.readHeads() * layer.slots()];
        link = new double[layer.slots() * layer.slots()];
        precedence = new double[layer.slots()];
        reads = new double[layer.reads()];
    }

    void clear() {
        Arrays.fill(hidden, 0);
        Arrays.fill(cell, 0);
        Arrays.fill(memory, 0);
        Arrays.fill(usage, 0);
        Arrays.fill(writeWeights, 0);
        Arrays.fill(readWeights, 0);
        Arrays.fill(link, 0);
        Arrays.fill(precedence, 0);
        Arrays.fill(reads, 0);
    }
}
