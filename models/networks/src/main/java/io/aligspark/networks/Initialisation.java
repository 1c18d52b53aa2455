package io.aligspark.networks;

import java.io.Serializable;

/** How a layer's weights or biases start, whatever the sizes it will have. */
public sealed interface Initialisation extends Serializable {
    /** Uniform in ±1/sqrt(fan-in): PyTorch's default for weights and biases. */
    Initialisation UNIFORM_FAN_IN = new VarianceScaling(Distribution.UNIFORM, Fan.IN, 1.0 / 3);
    /** Normal with variance 2 / fan-out: He et al. 2015, as in the residual networks. */
    Initialisation NORMAL_FAN_OUT = new VarianceScaling(Distribution.NORMAL, Fan.OUT, 2);
    /** All zero. */
    Initialisation ZERO = new Fixed(new Initialiser.Constant(0));

    /** The elements of a tensor start so, where a unit has that many inputs and outputs. */
    Initialiser initialiser(int fanIn, int fanOut);

    /** The shape of a distribution with mean 0. */
    enum Distribution {
        /** Normal, not truncated. */
        NORMAL,
        /** Uniform. */
        UNIFORM
    }

    /** What the variance is divided by. For a convolution both fans count the positions of the kernel. */
    enum Fan {
        /** Inputs of a unit. */
        IN,
        /** Outputs that an input reaches. */
        OUT,
        /** The mean of both. */
        AVERAGE
    }

    /**
     * Mean 0 and variance {@code gain / fan} (Glorot and Bengio 2010; He et al. 2015).
     *
     * @param distribution its shape
     * @param fan the divisor
     * @param gain above 0
     */
    record VarianceScaling(Distribution distribution, Fan fan, double gain) implements Initialisation {
        @Override
        public Initialiser initialiser(int fanIn, int fanOut) {
            double divisor = switch (fan) {
                case IN -> fanIn;
                case OUT -> fanOut;
                case AVERAGE -> (fanIn + (double) fanOut) / 2;
            };
            return switch (distribution) {
                case NORMAL -> new Initialiser.Normal(Math.sqrt(gain / divisor));
                // Two roots: with a gain of 1/3 the bound is 1/sqrt(fan) to the last bit.
                case UNIFORM -> new Initialiser.Uniform(Math.sqrt(3 * gain) / Math.sqrt(divisor));
            };
        }
    }

    /**
     * The same for any sizes.
     *
     * @param initialiser of the elements
     */
    record Fixed(Initialiser initialiser) implements Initialisation {
        @Override
        public Initialiser initialiser(int fanIn, int fanOut) {
            return initialiser;
        }
    }
}
