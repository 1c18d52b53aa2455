package io.aligspark.networks;

import java.util.List;

/**
 * Images of negative numbers under 3x3 maximum pooling of stride 2 and padding 1, worked out the slow way. The network
 * first multiplies by its only parameter, so that a loss that is linear in the logits has itself as its gradient at 1.
 *
 * @param side of the images
 */
record PaddedPooling(int side) {
    private static final int IMAGES = 2;

    Network network() {
        return new Network(
                "padded pooling",
                Shape.of(1, side, side),
                List.of(
                        new Convolution("scale", Network.INPUT, 1, 1, 1, 0, Initialisation.UNIFORM_FAN_IN, null),
                        new Pooling("pool", "scale", Pooling.Kind.MAXIMUM, 3, 2, 1),
                        new Flatten("flatten", "pool")));
    }

    Batch batch() {
        return new Batch(Golden.generate(12, 0, IMAGES * side * side, -2, -1), new float[IMAGES], IMAGES);
    }

    /** The pooled images. */
    float[] expected() {
        float[] images = batch().inputs();
        int outputSide = (side + 1) / 2;
        float[] pooled = new float[IMAGES * outputSide * outputSide];
        for (int i = 0; i < pooled.length; i++) {
            int image = i / (outputSide * outputSide);
            pooled[i] = maximum(images, image * side * side, 2 * (i / outputSide % outputSide), 2 * (i % outputSide));
        }
        return pooled;
    }

    double expectedWeightedSum() {
        float[] pooled = expected();
        return weightedSum().lossAndGradient(pooled, new float[IMAGES], IMAGES, new float[pooled.length]);
    }

    Loss weightedSum() {
        return new WeightedSum();
    }

    /** Largest element of the window around a pixel, inside the image. */
    private float maximum(float[] images, int offset, int centreRow, int centreColumn) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (int row = Math.max(0, centreRow - 1); row <= Math.min(side - 1, centreRow + 1); row++) {
            for (int column = Math.max(0, centreColumn - 1); column <= Math.min(side - 1, centreColumn + 1); column++) {
                maximum = Math.max(maximum, images[offset + row * side + column]);
            }
        }
        return maximum;
    }

    /** Logit i times -1, 0 or 1 in turn. */
    private record WeightedSum() implements Loss {
        @Override
        public String name() {
            return "weighted-sum";
        }

        @Override
        public boolean onClasses() {
            return true;
        }

        @Override
        public int targetLength(int outputs) {
            return 1;
        }

        @Override
        public double lossAndGradient(
                float[] logits, float[] labels, int samples, float[] gradient, double[] sampleLosses) {
            double sum = 0;
            for (int i = 0; i < logits.length; i++) {
                gradient[i] = i % 3 - 1;
                sum += (double) logits[i] * gradient[i];
                sampleLosses[i * samples / logits.length] += (double) logits[i] * gradient[i];
            }
            return sum;
        }
    }
}
