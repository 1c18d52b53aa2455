package io.aligspark.networks;

import java.io.Serializable;
import java.util.SplittableRandom;

/** How the elements of a tensor start. All draws are keyed: the same key gives the same bits on any machine. */
public sealed interface Initialiser extends Serializable {

    /** Fills {@code target[offset, offset + length)}, element {@code i} by the i-th draw of the generator. */
    void fill(float[] target, int offset, int length, SplittableRandom random);

    /** Every element the same. */
    record Constant(float value) implements Initialiser {
        @Override
        public void fill(float[] target, int offset, int length, SplittableRandom random) {
            java.util.Arrays.fill(target, offset, offset + length, value);
        }
    }

    /**
     * Uniform in {@code [-bound, bound)}. With {@code bound = 1/sqrt(fan-in)} this is PyTorch's default for linear and
     * convolution weights and biases.
     */
    record Uniform(double bound) implements Initialiser {
        @Override
        public void fill(float[] target, int offset, int length, SplittableRandom random) {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (float) (-bound + 2 * bound * KeyedRandom.unit(random));
            }
        }
    }

    /** Normal with mean 0, by the Box-Muller transform in strict arithmetic. */
    record Normal(double standardDeviation) implements Initialiser {
        @Override
        public void fill(float[] target, int offset, int length, SplittableRandom random) {
            for (int i = 0; i < length; i++) {
                target[offset + i] = (float) draw(standardDeviation, random);
            }
        }

        private static double draw(double standardDeviation, SplittableRandom random) {
            double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - KeyedRandom.unit(random)));
            double angle = 2 * StrictMath.PI * KeyedRandom.unit(random);
            return standardDeviation * radius * StrictMath.cos(angle);
        }
    }

    /**
     * Normal with mean 0 whose draws beyond two standard deviations are repeated, as in TensorFlow.
     *
     * @param standardDeviation before the truncation
     */
    record TruncatedNormal(double standardDeviation) implements Initialiser {
        @Override
        public void fill(float[] target, int offset, int length, SplittableRandom random) {
            for (int i = 0; i < length; i++) {
                double value;
                do {
                    value = Normal.draw(standardDeviation, random);
                } while (Math.abs(value) > 2 * standardDeviation);
                target[offset + i] = (float) value;
            }
        }
    }
}
