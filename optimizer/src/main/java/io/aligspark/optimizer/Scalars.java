package io.aligspark.optimizer;

import java.util.EnumMap;
import java.util.Map;

/**
 * The computed values of an optimizer's {@link Optimizer#scalars() scalars}, for one step. Driver.
 *
 * @param values an immutable copy is kept
 */
public record Scalars(Map<Scalar, Double> values) {

    /** Copies the map. */
    public Scalars {
        values = Map.copyOf(values);
    }

    /** For optimizers that need none. */
    public static Scalars none() {
        return new Scalars(Map.of());
    }

    /**
     * The totals of the whole vectors' chunk sums.
     *
     * @param chunkSums of {@link Optimizer#measure}, those of slices one after another
     */
    public static Scalars totals(Map<Scalar, double[]> chunkSums) {
        Map<Scalar, Double> totals = new EnumMap<>(Scalar.class);
        chunkSums.forEach((scalar, sums) -> totals.put(scalar, ChunkedSums.total(sums)));
        return new Scalars(totals);
    }

    /**
     * Only ‖g‖².
     *
     * @param gradientSquaredNorm over all parameters
     */
    public static Scalars of(double gradientSquaredNorm) {
        return new Scalars(Map.of(Scalar.GRADIENT_SQUARED_NORM, gradientSquaredNorm));
    }

    /** What they are for a gradient times a factor ≥ 0. */
    Scalars withGradientTimes(double factor) {
        Map<Scalar, Double> scaled = new EnumMap<>(Scalar.class);
        values.forEach((scalar, value) -> scaled.put(
                scalar,
                switch (scalar) {
                    case GRADIENT_SQUARED_NORM, DIRECTION_SQUARED_NORM -> value * factor * factor;
                    case PARAMETER_GRADIENT_DOT, PARAMETER_DIRECTION_DOT -> value * factor;
                    case PARAMETER_SQUARED_NORM -> value;
                }));
        return new Scalars(scaled);
    }

    /**
     * The value of one scalar.
     *
     * @throws IllegalStateException if it was not computed
     */
    public double get(Scalar scalar) {
        Double value = values.get(scalar);
        if (value == null) {
            throw new IllegalStateException(
                    "scalar " + scalar + " must be computed, but only " + values.keySet() + " are");
        }
        return value;
    }
}
