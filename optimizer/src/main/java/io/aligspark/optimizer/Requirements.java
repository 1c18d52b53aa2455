package io.aligspark.optimizer;

/** Checks of hyper-parameters (users' mistakes) and of numbers during training. */
final class Requirements {
    private Requirements() {}

    static void requirePositive(String key, double value) {
        require(value > 0, key, "> 0", value);
    }

    static void requireNonNegative(String key, double value) {
        require(value >= 0, key, ">= 0", value);
    }

    static void requireAtMostOne(String key, double value) {
        require(value <= 1, key, "<= 1", value);
    }

    static void requireAtLeastOne(String key, double value) {
        require(value >= 1, key, ">= 1", value);
    }

    static void requireFinite(String key, double value) {
        require(Double.isFinite(value), key, "finite", value);
    }

    /** In [0, 1): the weight of the past in a running average or sum. */
    static void requireDecay(String key, double value) {
        require(value >= 0 && value < 1, key, "in [0, 1)", value);
    }

    /** In (0, 1). */
    static void requireFraction(String key, double value) {
        require(value > 0 && value < 1, key, "in (0, 1)", value);
    }

    /** A constant factor of element-wise kernels, which compute in float. */
    static void requireFactor(String key, double value) {
        require(value <= Float.MAX_VALUE, key, "<= " + Float.MAX_VALUE, value);
    }

    /** λ of a penalty or of decoupled decay. */
    static void requireWeightDecay(double value) {
        requireNonNegative("optimizer.weight-decay", value);
        requireFactor("optimizer.weight-decay", value);
    }

    /** A number that only a diverged model or a broken engine makes infinite or NaN. */
    static void requireFiniteAt(long step, String quantity, double value) {
        if (!Double.isFinite(value)) {
            throw new ArithmeticException(
                    "step " + step + ": " + quantity + " must be finite, but was " + value + "; no update");
        }
    }

    private static void require(boolean holds, String key, String rule, double value) {
        if (!holds) {
            throw new IllegalArgumentException(key + " must be " + rule + ", but was " + value);
        }
    }
}
