package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/**
 * Largest element of each channel of a sequence, {@code [..., time, c] -> [..., c]}. Of equal elements the earliest gets
 * the gradient.
 *
 * @param name unique in the network
 * @param input the layer it reads, of shape {@code [..., time, c]}
 * @param padding whether padded steps count
 */
public record MaximumOverTime(String name, String input, Padding padding) implements Layer {

    /** What padded steps (see {@link Layer}) do. A sequence without a real step has the maximum 0 either way. */
    public enum Padding {
        /** Nothing: the maximum is over the real steps. */
        MASKED,
        /**
         * One zero, which takes no gradient, joins the maximum of a sequence that is shorter than the longest of the
         * call's batch at the same leading position (premises and hypotheses each have their longest). InferSent's code
         * does so, and with it the ALI-G experiments. A sample's result then depends on the batch (logical shard) it is
         * in, as with batch normalisation.
         */
        PARTICIPATES
    }

    @Override
    public List<String> inputs() {
        return List.of(input);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Shape sequence = inputs.get(0);
        Layer.require(sequence.rank() >= 2, name, "an input of shape [..., time, channels]", sequence);
        List<Integer> sizes = new ArrayList<>(sequence.sizes());
        sizes.remove(sizes.size() - 2);
        return new Shape(sizes);
    }
}
