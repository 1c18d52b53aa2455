package io.aligspark;

import java.util.Locale;

/** What is minimised. */
public enum LossFunction {
    /** On classes: the negative logarithm of the softmax. */
    CROSS_ENTROPY,
    /** On classes: the multi-class hinge loss. */
    HINGE,
    /** On classes: the same, made smooth. */
    SMOOTHED_HINGE,
    /** On classes: forgives {@code model.loss-k} larger logits. */
    TOP_K_ENTROPY,
    /** On values: r^2 / 2. */
    SQUARED,
    /** On values: |r|. */
    ABSOLUTE;

    /** The name in the configuration. */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it is on classes. */
    public boolean onClasses() {
        return this != SQUARED && this != ABSOLUTE;
    }
}
