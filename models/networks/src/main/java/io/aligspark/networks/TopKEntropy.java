package io.aligspark.networks;

import java.util.Arrays;

/**
 * Truncated top-k entropy {@code log(1 + sum_{j in J} exp(s_j - s_y))} (Lapin, Hein and Schiele 2016): cross-entropy
 * that forgives a label among the k largest logits. Its gradient is {@code exp(s_j - s_y - loss)} on J, minus the sum of
 * these at y, and 0 elsewhere. J follows from the form; of equal logits the lower index counts as larger.
 *
 * <p>Costs O(k · classes) a sample.
 *
 * @param k at least 1, below the number of classes
 * @param form which classes J holds
 */
public record TopKEntropy(int k, Form form) implements ClassLoss {

    /** The two versions in use; they agree wherever the label is among the k largest logits. */
    public enum Form {
        /**
         * J lacks the label and the k - 1 largest of the other classes. With k = 1 this is cross-entropy; a loss below
         * log 2 guarantees that the label is among the k largest.
         */
        DEFINITION,
        /**
         * As in the code of ALI-G's authors: J lacks the k largest of all classes and the label, and {@code s_j - s_y}
         * is clamped at 80, without a gradient above. Where the label is not among the k largest it drops one class too
         * many: the loss is too small, and the guarantee is lost.
         */
        CODE
    }

    /** Above this {@link Form#CODE} clamps. */
    private static final double CLAMP = 80;

    /** @throws IllegalArgumentException if k is below 1 */
    public TopKEntropy {
        if (k < 1) {
            throw new IllegalArgumentException("model.loss-k must be >= 1, but was " + k);
        }
    }

    @Override
    public String name() {
        return "top-k-entropy";
    }

    /** @throws IllegalArgumentException if k is not below the number of classes */
    @Override
    public double sampleLoss(double[] scores, int label, double[] gradient) {
        requireFits(k, scores.length);
        boolean[] dropped = dropped(scores, label);
        double limit = form == Form.CODE ? CLAMP : Double.POSITIVE_INFINITY;
        // The 1 in the logarithm is exp(0).
        double maximum = 0;
        for (int j = 0; j < scores.length; j++) {
            if (!dropped[j]) {
                maximum = Math.max(maximum, Math.min(scores[j] - scores[label], limit));
            }
        }
        double sum = StrictMath.exp(-maximum);
        for (int j = 0; j < scores.length; j++) {
            if (!dropped[j]) {
                sum += StrictMath.exp(Math.min(scores[j] - scores[label], limit) - maximum);
            }
        }
        double loss = StrictMath.log(sum) + maximum;
        Arrays.fill(gradient, 0);
        for (int j = 0; j < scores.length; j++) {
            double difference = scores[j] - scores[label];
            if (!dropped[j] && difference <= limit) {
                gradient[j] = StrictMath.exp(difference - loss);
                gradient[label] -= gradient[j];
            }
        }
        return loss;
    }

    /** Fails unless k classes, the label among them, leave one. */
    static void requireFits(int k, int classes) {
        if (k < 1 || k >= classes) {
            throw new IllegalArgumentException(
                    "model.loss-k must be in [1, classes - 1 = " + (classes - 1) + "], but was " + k);
        }
    }

    /** Which classes J lacks. */
    private boolean[] dropped(double[] scores, int label) {
        boolean[] dropped = new boolean[scores.length];
        dropped[label] = form == Form.DEFINITION;
        int count = form == Form.DEFINITION ? k - 1 : k;
        for (int i = 0; i < count; i++) {
            int largest = -1;
            for (int j = 0; j < scores.length; j++) {
                if (!dropped[j] && (largest < 0 || scores[j] > scores[largest])) {
                    largest = j;
                }
            }
            dropped[largest] = true;
        }
        dropped[label] = true;
        return dropped;
    }
}
