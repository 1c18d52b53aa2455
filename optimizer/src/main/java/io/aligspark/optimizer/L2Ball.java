package io.aligspark.optimizer;

import static io.aligspark.optimizer.Requirements.requirePositive;

import java.io.Serializable;

/**
 * The feasible set {w : ‖w‖ ≤ R} and the projection onto it: w ← w · R / ‖w‖ where ‖w‖ > R (Berrada, Zisserman, Kumar,
 * ICML 2020, section 2, with R the norm, not its square). Optimizer state is never projected.
 *
 * @param radius R > 0, over all parameters jointly; infinity means no projection
 */
public record L2Ball(double radius) implements Serializable {

    /**
     * Checks the radius.
     *
     * @throws IllegalArgumentException if it is not > 0
     */
    public L2Ball {
        requirePositive("optimizer.projection-radius", radius);
    }

    /** No constraint. */
    public static L2Ball unbounded() {
        return new L2Ball(Double.POSITIVE_INFINITY);
    }

    /** Whether there is a constraint at all; if not, no norm of the parameters is needed. */
    public boolean isActive() {
        return radius < Double.POSITIVE_INFINITY;
    }

    /**
     * The factor that projects parameters of this squared norm: 1 unless they are strictly outside. Driver, once.
     *
     * @param parameterSquaredNorm ‖w‖² over all parameters
     * @throws ArithmeticException if there is a constraint and the squared norm is not finite
     */
    public double scale(double parameterSquaredNorm) {
        if (!isActive()) {
            return 1;
        }
        if (!Double.isFinite(parameterSquaredNorm)) {
            throw new ArithmeticException("squared norm of the parameters must be finite, but was "
                    + parameterSquaredNorm + "; no projection");
        }
        double norm = Math.sqrt(parameterSquaredNorm);
        return norm > radius ? radius / norm : 1;
    }

    /**
     * Multiplies the first {@code length} elements by a factor, rounded to float once. Driver or executor.
     *
     * @param v [≥ length]; owned by the caller, changed
     */
    public static void scale(float[] v, int length, double scale) {
        if (scale == 1) {
            return;
        }
        float factor = (float) scale;
        for (int i = 0; i < length; i++) {
            v[i] *= factor;
        }
    }
}
