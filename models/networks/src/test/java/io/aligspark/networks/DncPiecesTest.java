package io.aligspark.networks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** Worked numbers of each part of the machine. */
class DncPiecesTest {
    private static final double TOLERANCE = 1e-12;
    private static final DifferentiableNeuralComputer LAYER =
            new DifferentiableNeuralComputer("dnc", Network.INPUT, 1, 3, 2, 1, 1, 20);

    private final JsonNode pieces = Golden.read("dnc-pieces").json();

    @Test
    void weightsByContent() {
        JsonNode example = pieces.get("content");
        double[] key = values(example, "key");
        double[] vector = {key[0], key[1], example.get("raw_strength").asDouble()};
        DncContent content = new DncContent(3, 2);
        content.forward(values(example, "memory"), vector, 0, 2);
        assertArrayEquals(values(example, "weights"), content.weights, TOLERANCE);
    }

    @Test
    void allocationPrefersTheLeastUsedSlot() {
        JsonNode example = pieces.get("allocation");
        DncFreeness freeness = new DncFreeness(3, 1);
        freeness.allocate(values(example, "usage"));
        assertArrayEquals(values(example, "allocation"), freeness.allocation, TOLERANCE);
    }

    @Test
    void ofEqualSlotsTheFirstIsAllocated() {
        DncFreeness freeness = new DncFreeness(3, 1);
        freeness.allocate(new double[] {0.5, 0, 0});
        double free = 1 - 1e-6;
        double half = 1e-6 + free * 0.5;
        assertArrayEquals(new double[] {(1 - half) * 1e-12, free, free * 1e-6}, freeness.allocation, 1e-18);
    }

    @Test
    void usageGrowsByWritesAndShrinksByFreeGates() {
        JsonNode example = pieces.get("usage_update");
        DncState before = new DncState(LAYER);
        set(before.usage, values(example, "prev_usage"));
        set(before.writeWeights, values(example, "write_weights_prev"));
        set(before.readWeights, values(example, "read_weights_prev"));
        double[] usage = new double[3];
        new DncFreeness(3, 1).updateUsage(before, values(example, "free_gate"), 0, usage);
        assertArrayEquals(values(example, "usage"), usage, TOLERANCE);
    }

    @Test
    void linkFollowsTheOrderOfWrites() {
        JsonNode example = pieces.get("linkage");
        DncState before = new DncState(LAYER);
        DncState after = new DncState(LAYER);
        set(before.link, values(example, "prev_link"));
        set(before.precedence, values(example, "prev_precedence"));
        set(after.writeWeights, values(example, "write_weights"));
        DncLinkage linkage = new DncLinkage(3);
        linkage.forward(before, after);
        assertArrayEquals(values(example, "link"), after.link, TOLERANCE);
        assertArrayEquals(values(example, "precedence"), after.precedence, TOLERANCE);
        double[] forward = new double[3];
        double[] backward = new double[3];
        linkage.follow(after.link, values(example, "prev_read"), 0, forward, backward);
        assertArrayEquals(values(example, "forward"), forward, TOLERANCE);
        assertArrayEquals(values(example, "backward"), backward, TOLERANCE);
    }

    @Test
    void writingErasesThenAdds() {
        JsonNode example = pieces.get("write");
        DncInterface at = new DncInterface(LAYER);
        double[] vector = new double[at.length()];
        System.arraycopy(values(example, "erase"), 0, vector, at.eraseVector.offset(), 2);
        System.arraycopy(values(example, "add"), 0, vector, at.writeVector.offset(), 2);
        double[] memory = new double[6];
        new DncAccess(LAYER).write(values(example, "memory"), values(example, "address"), vector, memory);
        assertArrayEquals(values(example, "memory_out"), memory, TOLERANCE);
    }

    private static double[] values(JsonNode example, String name) {
        return DncGolden.leaves(example.get(name));
    }

    private static void set(double[] target, double[] values) {
        System.arraycopy(values, 0, target, 0, target.length);
    }
}
