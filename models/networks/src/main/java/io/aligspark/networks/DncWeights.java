package io.aligspark.networks;

/** The three linear maps of the machine: the LSTM's gates, the interface to the memory, the output. */
final class DncWeights {
    final Linear gates;
    final Linear memoryInterface;
    final Linear output;
    private final DncInterface parts;

    DncWeights(DifferentiableNeuralComputer layer, int channels) {
        parts = new DncInterface(layer);
        gates = new Linear(layer.controllerInputs(channels), 4 * layer.controller());
        memoryInterface = new Linear(layer.controller(), parts.length());
        output = new Linear(layer.controller() + layer.reads(), layer.outputs());
    }

    /** Takes the layer's tensors, in order. */
    void load(double[] parameters) {
        int offset = gates.load(parameters, 0, 0, gates.outputs);
        for (DncInterface.Block block : parts.blocks()) {
            offset = memoryInterface.load(parameters, offset, block.offset(), block.size());
        }
        output.load(parameters, offset, 0, output.outputs);
    }

    void clearGradient() {
        gates.clearGradient();
        memoryInterface.clearGradient();
        output.clearGradient();
    }

    /** Writes the gradients of the layer's tensors, in order. */
    void storeGradient(double[] gradient) {
        int offset = gates.storeGradient(gradient, 0, 0, gates.outputs);
        for (DncInterface.Block block : parts.blocks()) {
            offset = memoryInterface.storeGradient(gradient, offset, block.offset(), block.size());
        }
        output.storeGradient(gradient, offset, 0, output.outputs);
    }
}
