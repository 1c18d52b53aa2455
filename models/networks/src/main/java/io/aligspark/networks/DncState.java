package io.aligspark.networks;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

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
        tensors().forEach(tensor -> Arrays.fill(tensor, 0));
    }

    /** Sets all tensors from their numbers one after another, or to zeros from none. */
    void set(List<Double> numbers) {
        clear();
        Iterator<Double> next = numbers.iterator();
        for (double[] tensor : tensors()) {
            for (int i = 0; i < tensor.length && next.hasNext(); i++) {
                tensor[i] = next.next();
            }
        }
    }

    /** In the order of {@link DifferentiableNeuralComputer#start}. */
    private List<double[]> tensors() {
        return List.of(hidden, cell, memory, usage, writeWeights, readWeights, link, precedence, reads);
    }
}
