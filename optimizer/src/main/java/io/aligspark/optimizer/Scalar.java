package io.aligspark.optimizer;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/** A number computed over the whole vectors that an {@link Optimizer} may need for its decision. */
public enum Scalar {
    /** ‖g‖², g the gradient of the mean loss over all parameters. */
    GRADIENT_SQUARED_NORM,
    /** ⟨w, g⟩, w the parameters that g was computed at. */
    PARAMETER_GRADIENT_DOT,
    /** ‖w‖². */
    PARAMETER_SQUARED_NORM,
    /** Σ d²/D, d the direction that an optimizer follows and D its diagonal scaling; ‖d‖² without one. */
    DIRECTION_SQUARED_NORM,
    /** ⟨w, d⟩, d the direction that an optimizer follows, before any scaling. */
    PARAMETER_DIRECTION_DOT;

    /** The chunk sums of scalars of parameters and gradient, over a slice that starts at a chunk. */
    static Map<Scalar, double[]> chunkSums(Set<Scalar> scalars, Slice slice) {
        float[] w = slice.parameters();
        float[] g = slice.gradientMean();
        Map<Scalar, double[]> sums = new EnumMap<>(Scalar.class);
        for (Scalar scalar : scalars) {
            sums.put(
                    scalar,
                    switch (scalar) {
                        case GRADIENT_SQUARED_NORM -> ChunkedSums.squaredNorm(g, slice.length());
                        case PARAMETER_GRADIENT_DOT -> ChunkedSums.dot(w, g, slice.length());
                        case PARAMETER_SQUARED_NORM -> ChunkedSums.squaredNorm(w, slice.length());
                        case DIRECTION_SQUARED_NORM, PARAMETER_DIRECTION_DOT ->
                            throw new IllegalStateException(
                                    "scalar " + scalar + " must be measured by the optimizer whose direction it is");
                    });
        }
        return sums;
    }
}
