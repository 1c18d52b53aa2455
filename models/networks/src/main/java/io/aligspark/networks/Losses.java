package io.aligspark.networks;

/** The losses that have a name. */
public final class Losses {
    private Losses() {}

    /**
     * The loss of that name.
     *
     * @param name of a loss
     * @param k of the top-k entropy; others ignore it
     * @param form of the top-k entropy; others ignore it
     * @param outputs number of logits, at least 2 for losses on classes; of one time step for sigmoid-cross-entropy
     * @throws IllegalArgumentException if there is no such loss, listing those there are, or k does not fit the classes
     */
    public static Loss of(String name, int k, TopKEntropy.Form form, int outputs) {
        return switch (name) {
            case "cross-entropy" -> new CrossEntropy();
            case "hinge" -> new MultiClassHinge();
            case "smoothed-hinge" -> new SmoothedHinge();
            case "top-k-entropy" -> topKEntropy(k, form, outputs);
            case "squared" -> new ValueLoss(ValueLoss.Kind.SQUARED);
            case "absolute" -> new ValueLoss(ValueLoss.Kind.ABSOLUTE);
            case "sigmoid-cross-entropy" -> new MaskedSigmoidCrossEntropy(outputs);
            default ->
                throw new IllegalArgumentException("model.loss must be one of [cross-entropy, hinge, smoothed-hinge,"
                        + " top-k-entropy, squared, absolute, sigmoid-cross-entropy], but was " + name);
        };
    }

    private static Loss topKEntropy(int k, TopKEntropy.Form form, int classes) {
        TopKEntropy.requireFits(k, classes);
        return new TopKEntropy(k, form);
    }
}
