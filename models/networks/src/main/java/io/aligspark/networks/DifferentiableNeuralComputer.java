package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Differentiable Neural Computer (Graves et al. 2016, in the form of its published code): an LSTM that reads from and
 * writes to a memory by content, by order of writing and by what is free; one write head. From {@code [time, channels]}
 * to {@code [time, outputs]}, every sequence from the same state.
 *
 * <p>Its tensors have the names of the published code without the layer's name before them ({@code controller.weight},
 * ..., {@code output_linear.bias}), so a network holds at most one. The controller's gates are in the order input, new
 * value, forget, output.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [time, channels]}
 * @param controller hidden units of the LSTM
 * @param slots of the memory
 * @param slotWidth numbers that a slot holds
 * @param readHeads number of read heads
 * @param outputs a time step
 * @param clip outputs and the LSTM's state are clipped to [-clip, clip]
 * @param start the state before the first time step, row-major, one after another: hidden {@code [controller]}, cell
 *     {@code [controller]}, memory {@code [slots, slotWidth]}, usage {@code [slots]}, write weights {@code [slots]}, read
 *     weights {@code [readHeads, slots]}, link {@code [slots, slots]}, precedence {@code [slots]}, reads
 *     {@code [readHeads, slotWidth]}; empty for zeros. Not trained
 */
public record DifferentiableNeuralComputer(
        String name,
        String input,
        int controller,
        int slots,
        int slotWidth,
        int readHeads,
        int outputs,
        double clip,
        List<Double> start)
        implements HostLayer {

    /** @throws IllegalArgumentException if a size is below 1, the clip not positive, or the start of another length */
    public DifferentiableNeuralComputer {
        List<Integer> sizes = List.of(controller, slots, slotWidth, readHeads, outputs);
        Layer.require(
                sizes.stream().allMatch(size -> size >= 1),
                name,
                "controller, slots, slot width, read heads and outputs >= 1",
                sizes);
        Layer.require(clip > 0, name, "clip > 0", clip);
        start = List.copyOf(start);
        int length = 2 * controller + readHeads * slotWidth + slots * (slotWidth + 3 + readHeads + slots);
        Layer.require(
                start.isEmpty() || start.size() == length,
                name,
                "a start of no or " + length + " numbers",
                start.size() + " numbers");
    }

    /** A machine that starts with zeros. */
    public DifferentiableNeuralComputer(
            String name,
            String input,
            int controller,
            int slots,
            int slotWidth,
            int readHeads,
            int outputs,
            double clip) {
        this(name, input, controller, slots, slotWidth, readHeads, outputs, clip, List.of());
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape sequence = inputs.get(0);
        Layer.require(sequence.rank() == 2, name, "an input of shape [time, channels]", sequence);
        return Shape.of(sequence.size(0), outputs);
    }

    @Override
    public List<TensorSpec> parameters(List<Shape> inputs) {
        List<TensorSpec> tensors = new ArrayList<>();
        int fanIn = controllerInputs(inputs.get(0).size(1));
        Initialiser normal = truncatedNormal(fanIn);
        tensors.add(new TensorSpec("controller.weight", Shape.of(4 * controller, fanIn), normal));
        tensors.add(new TensorSpec("controller.bias", Shape.of(4 * controller), normal));
        for (DncInterface.Block block : new DncInterface(this).blocks()) {
            addLinear(tensors, block.name(), block.size(), controller);
        }
        addLinear(tensors, "output_linear", outputs, controller + reads());
        return tensors;
    }

    @Override
    public Computation computation(List<Shape> inputs) {
        return new DncComputation(this, inputs.get(0));
    }

    /** Numbers that all read heads read together. */
    int reads() {
        return readHeads * slotWidth;
    }

    /** The LSTM reads an observation, the previous reads and its previous hidden state. */
    int controllerInputs(int channels) {
        return channels + reads() + controller;
    }

    private static void addLinear(List<TensorSpec> tensors, String name, int outputs, int fanIn) {
        tensors.add(new TensorSpec(name + ".weight", Shape.of(outputs, fanIn), truncatedNormal(fanIn)));
        tensors.add(new TensorSpec(name + ".bias", Shape.of(outputs), new Initialiser.Constant(0)));
    }

    private static Initialiser truncatedNormal(int fanIn) {
        return new Initialiser.TruncatedNormal(1 / Math.sqrt(fanIn));
    }
}
