package io.aligspark.networks;

import io.aligspark.networks.KeyedRandom.Purpose;
import java.util.List;
import java.util.SplittableRandom;

/**
 * In training each element is zero with the given probability and otherwise divided by (1 - probability); the identity in
 * evaluation. Masks are keyed by the call's seed, the layer and the element.
 *
 * @param name unique in the network
 * @param input the layer it reads
 * @param probability of zero, in [0, 1)
 */
public record Dropout(String name, String input, double probability) implements Layer {

    /** @throws IllegalArgumentException if the probability is outside [0, 1) */
    public Dropout {
        Layer.require(probability >= 0 && probability < 1, name, "a dropout probability in [0, 1)", probability);
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        return inputs.get(0);
    }

    /**
     * Factors of the elements of a call's input, row-major.
     *
     * @param seed of the call
     * @param layer index of this layer in its network
     * @param length number of elements, those of all samples together
     */
    public float[] mask(long seed, int layer, int length) {
        SplittableRandom random = KeyedRandom.of(seed, Purpose.DROPOUT, layer);
        float kept = (float) (1 / (1 - probability));
        float[] mask = new float[length];
        for (int i = 0; i < length; i++) {
            mask[i] = KeyedRandom.unit(random) < probability ? 0 : kept;
        }
        return mask;
    }
}
