package io.aligspark.networks;

import java.util.List;

/** Where the values that steer the memory lie in the vector that the controller emits for them. */
final class DncInterface {
    /**
     * The values of one linear map of the controller's output.
     *
     * @param name prefix of its tensors
     * @param offset of the first
     * @param size number of values
     */
    record Block(String name, int offset, int size) {
        private Block next(String nextName, int nextSize) {
            return new Block(nextName, offset + size, nextSize);
        }
    }

    final Block writeVector;
    final Block eraseVector;
    final Block freeGates;
    final Block allocationGate;
    final Block writeGate;
    /** Per head backward, forward, content. */
    final Block readModes;

    final Block writeKey;
    final Block writeStrength;
    final Block readKeys;
    final Block readStrengths;

    DncInterface(DifferentiableNeuralComputer layer) {
        writeVector = new Block("write_vectors", 0, layer.slotWidth());
        eraseVector = writeVector.next("erase_vectors", layer.slotWidth());
        freeGates = eraseVector.next("free_gate", layer.readHeads());
        allocationGate = freeGates.next("allocation_gate", 1);
        writeGate = allocationGate.next("write_gate", 1);
        readModes = writeGate.next("read_mode", 3 * layer.readHeads());
        writeKey = readModes.next("write_keys", layer.slotWidth());
        writeStrength = writeKey.next("write_strengths", 1);
        readKeys = writeStrength.next("read_keys", layer.reads());
        readStrengths = readKeys.next("read_strengths", layer.readHeads());
    }

    /** All, in the order of the vector and of the tensors. */
    List<Block> blocks() {
        return List.of(
                writeVector,
                eraseVector,
                freeGates,
                allocationGate,
                writeGate,
                readModes,
                writeKey,
                writeStrength,
                readKeys,
                readStrengths);
    }

    /** Number of values. */
    int length() {
        return readStrengths.offset() + readStrengths.size();
    }
}
