package io.aligspark.optimizer;

/** A number computed over the whole parameter vector that an {@link Optimizer} may need for its decision. */
public enum Scalar {
    /** ‖g‖², g the gradient of the mean loss over all parameters. */
    GRADIENT_SQUARED_NORM,
    /** ⟨w, g⟩, w the parameters that g was computed at. */
    PARAMETER_GRADIENT_DOT
}
