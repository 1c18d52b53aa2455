package io.aligspark.networks;

/** A loss that is a sum over samples, each with one class as its label. Computed in double from the float logits. */
interface ClassLoss extends Loss {

    /**
     * Loss of one sample and its gradient.
     *
     * @param scores {@code [classes]} logits, finite, read only
     * @param label in {@code [0, classes)}
     * @param gradient {@code [classes]}, overwritten
     */
    double sampleLoss(double[] scores, int label, double[] gradient);

    @Override
    default boolean onClasses() {
        return true;
    }

    @Override
    default int targetLength(int outputs) {
        return 1;
    }

    @Override
    default double lossAndGradient(
            float[] logits, float[] labels, int samples, float[] gradient, double[] sampleLosses) {
        int classes = logits.length / samples;
        double[] scores = new double[classes];
        double[] scoreGradient = new double[classes];
        double lossSum = 0;
        for (int sample = 0; sample < samples; sample++) {
            int row = sample * classes;
            boolean finite = true;
            for (int j = 0; j < classes; j++) {
                scores[j] = logits[row + j];
                finite &= Double.isFinite(scores[j]);
            }
            // A comparison with NaN is false: a maximum or a ranking would hide what a diverged network returns.
            sampleLosses[sample] = finite ? sampleLoss(scores, (int) labels[sample], scoreGradient) : Double.NaN;
            lossSum += sampleLosses[sample];
            for (int j = 0; j < classes; j++) {
                gradient[row + j] = finite ? (float) scoreGradient[j] : Float.NaN;
            }
        }
        return lossSum;
    }
}
