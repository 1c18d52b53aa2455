package io.aligspark.job.data;

import static io.aligspark.job.data.Rules.require;

import java.io.Serializable;

/**
 * How many of the training samples are held out.
 *
 * @param fraction share of them, in [0, 1)
 * @param samples a number of them, >= 0; at most one of both is given
 */
public record Validation(double fraction, int samples) implements Serializable {
    /**
     * Checks both.
     *
     * @throws IllegalArgumentException if a value breaks its rule; the message names key, rule and value
     */
    public Validation {
        require(fraction >= 0 && fraction < 1, "data.validation-fraction", "in [0, 1)", fraction);
        require(samples >= 0, "data.validation-samples", ">= 0", samples);
        require(
                samples == 0 || fraction == 0,
                "data.validation-fraction",
                "0 beside data.validation-samples",
                fraction);
    }

    /**
     * The number held out.
     *
     * @param all training samples before
     * @return fewer than all
     * @throws IllegalArgumentException if none would be left, or none is held out although the share is positive
     */
    public int of(int all) {
        int heldOut = samples > 0 ? samples : (int) Math.round(fraction * all);
        if (heldOut >= all) {
            String given =
                    samples > 0 ? "data.validation-samples = " + samples : "data.validation-fraction = " + fraction;
            throw new IllegalArgumentException(given + " leaves none of " + all + " samples for training");
        }
        if (heldOut == 0 && fraction > 0) {
            throw new IllegalArgumentException(
                    "data.validation-fraction = " + fraction + " holds out none of " + all + " samples");
        }
        return heldOut;
    }
}
