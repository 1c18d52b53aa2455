package io.aligspark.networks;

import java.util.Arrays;

/**
 * One write to and one read from the memory, in this order: usage and allocation; write weights
 * {@code w = g_w (g_a allocation + (1 - g_a) content of the old memory)}; memory {@code M (1 - w eᵀ) + w vᵀ}; link and
 * precedence; read weights {@code mode · (Lᵀ r, L r, content of the new memory)}; reads {@code r M}.
 */
final class DncAccess {
    final DncFreeness freeness;
    final DncContent writeContent;
    final DncContent[] readContent;
    private final DncLinkage linkage;
    private final DncInterface at;
    private final int slots;
    private final int width;
    private final int heads;
    // Lᵀ r and L r, [heads, slots].
    private final double[] backwards;
    private final double[] forwards;
    private final double[] allocationGradient;
    private final double[] contentGradient;
    private final double[] backwardsGradient;
    private final double[] forwardsGradient;

    DncAccess(DifferentiableNeuralComputer layer) {
        at = new DncInterface(layer);
        slots = layer.slots();
        width = layer.slotWidth();
        heads = layer.readHeads();
        freeness = new DncFreeness(slots, heads);
        linkage = new DncLinkage(slots);
        writeContent = new DncContent(slots, width);
        readContent = new DncContent[heads];
        Arrays.setAll(readContent, head -> new DncContent(slots, width));
        backwards = new double[heads * slots];
        forwards = new double[heads * slots];
        allocationGradient = new double[slots];
        contentGradient = new double[slots];
        backwardsGradient = new double[slots];
        forwardsGradient = new double[slots];
    }

    /** Overwrites the state after, but for the controller's part, by the interface vector. */
    void forward(DncState before, double[] vector, DncState after) {
        freeness.updateUsage(before, vector, at.freeGates.offset(), after.usage);
        freeness.allocate(after.usage);
        writeContent.forward(before.memory, vector, at.writeKey.offset(), at.writeStrength.offset());
        double allocationGate = vector[at.allocationGate.offset()];
        double writeGate = vector[at.writeGate.offset()];
        for (int slot = 0; slot < slots; slot++) {
            after.writeWeights[slot] = writeGate
                    * (allocationGate * freeness.allocation[slot] + (1 - allocationGate) * writeContent.weights[slot]);
        }
        write(before.memory, after.writeWeights, vector, after.memory);
        linkage.forward(before, after);
        for (int head = 0; head < heads; head++) {
            read(before, vector, head, after);
        }
    }

    /** Overwrites the new memory. */
    void write(double[] memory, double[] writeWeights, double[] vector, double[] newMemory) {
        int erase = at.eraseVector.offset();
        int value = at.writeVector.offset();
        for (int slot = 0; slot < slots; slot++) {
            double weight = writeWeights[slot];
            for (int k = 0; k < width; k++) {
                int cell = slot * width + k;
                newMemory[cell] = memory[cell] * (1 - weight * vector[erase + k]) + weight * vector[value + k];
            }
        }
    }

    private void read(DncState before, double[] vector, int head, DncState after) {
        int from = head * slots;
        int mode = at.readModes.offset() + 3 * head;
        linkage.follow(after.link, before.readWeights, from, forwards, backwards);
        DncContent content = readContent[head];
        content.forward(after.memory, vector, readKey(head), at.readStrengths.offset() + head);
        int reads = head * width;
        Arrays.fill(after.reads, reads, reads + width, 0);
        for (int slot = 0; slot < slots; slot++) {
            double weight = vector[mode] * backwards[from + slot]
                    + vector[mode + 1] * forwards[from + slot]
                    + vector[mode + 2] * content.weights[slot];
            after.readWeights[from + slot] = weight;
            for (int k = 0; k < width; k++) {
                after.reads[reads + k] += weight * after.memory[slot * width + k];
            }
        }
    }

    /**
     * Adds to the gradients on the state before and on the vector.
     *
     * @param afterGradient on the state after; used up
     */
    void backward(
            DncState before,
            double[] vector,
            DncState after,
            DncState afterGradient,
            DncState beforeGradient,
            double[] vectorGradient) {
        for (int head = 0; head < heads; head++) {
            readBackward(before, vector, head, after, afterGradient, beforeGradient, vectorGradient);
        }
        linkage.backward(before, after, afterGradient, beforeGradient);
        writeBackward(before.memory, after.writeWeights, vector, afterGradient, beforeGradient, vectorGradient);
        writeWeightsBackward(before, vector, after, afterGradient, beforeGradient, vectorGradient);
        freeness.updateUsageBackward(
                afterGradient.usage, before, vector, at.freeGates.offset(), beforeGradient, vectorGradient);
    }

    private void readBackward(
            DncState before,
            double[] vector,
            int head,
            DncState after,
            DncState afterGradient,
            DncState beforeGradient,
            double[] vectorGradient) {
        int from = head * slots;
        int reads = head * width;
        int mode = at.readModes.offset() + 3 * head;
        DncContent content = readContent[head];
        for (int slot = 0; slot < slots; slot++) {
            double weight = after.readWeights[from + slot];
            double gradient = afterGradient.readWeights[from + slot];
            for (int k = 0; k < width; k++) {
                double readGradient = afterGradient.reads[reads + k];
                gradient += readGradient * after.memory[slot * width + k];
                afterGradient.memory[slot * width + k] += weight * readGradient;
            }
            vectorGradient[mode] += gradient * backwards[from + slot];
            vectorGradient[mode + 1] += gradient * forwards[from + slot];
            vectorGradient[mode + 2] += gradient * content.weights[slot];
            backwardsGradient[slot] = gradient * vector[mode];
            forwardsGradient[slot] = gradient * vector[mode + 1];
            contentGradient[slot] = gradient * vector[mode + 2];
        }
        linkage.followBackward(
                forwardsGradient,
                backwardsGradient,
                after.link,
                before.readWeights,
                from,
                afterGradient.link,
                beforeGradient.readWeights);
        content.backward(
                contentGradient,
                after.memory,
                vector,
                readKey(head),
                at.readStrengths.offset() + head,
                afterGradient.memory,
                vectorGradient);
    }

    private void writeBackward(
            double[] memory,
            double[] writeWeights,
            double[] vector,
            DncState afterGradient,
            DncState beforeGradient,
            double[] vectorGradient) {
        int erase = at.eraseVector.offset();
        int value = at.writeVector.offset();
        for (int slot = 0; slot < slots; slot++) {
            double weight = writeWeights[slot];
            double weightGradient = 0;
            for (int k = 0; k < width; k++) {
                int cell = slot * width + k;
                double gradient = afterGradient.memory[cell];
                beforeGradient.memory[cell] += gradient * (1 - weight * vector[erase + k]);
                weightGradient += gradient * (vector[value + k] - memory[cell] * vector[erase + k]);
                vectorGradient[erase + k] -= gradient * memory[cell] * weight;
                vectorGradient[value + k] += gradient * weight;
            }
            afterGradient.writeWeights[slot] += weightGradient;
        }
    }

    private void writeWeightsBackward(
            DncState before,
            double[] vector,
            DncState after,
            DncState afterGradient,
            DncState beforeGradient,
            double[] vectorGradient) {
        double allocationGate = vector[at.allocationGate.offset()];
        double writeGate = vector[at.writeGate.offset()];
        for (int slot = 0; slot < slots; slot++) {
            double allocation = freeness.allocation[slot];
            double content = writeContent.weights[slot];
            double gradient = afterGradient.writeWeights[slot];
            vectorGradient[at.writeGate.offset()] +=
                    gradient * (allocationGate * allocation + (1 - allocationGate) * content);
            vectorGradient[at.allocationGate.offset()] += gradient * writeGate * (allocation - content);
            allocationGradient[slot] = gradient * writeGate * allocationGate;
            contentGradient[slot] = gradient * writeGate * (1 - allocationGate);
        }
        freeness.allocateBackward(allocationGradient, after.usage, afterGradient.usage);
        writeContent.backward(
                contentGradient,
                before.memory,
                vector,
                at.writeKey.offset(),
                at.writeStrength.offset(),
                beforeGradient.memory,
                vectorGradient);
    }

    private int readKey(int head) {
        return at.readKeys.offset() + head * width;
    }
}
