package io.aligspark.optimizer;

/** Where {@link Adam} adds ε, with m̂ and v̂ the bias-corrected moments. */
public enum AdamForm {
    /** w ← w − η m̂ / (√v̂ + ε): Kingma and Ba, algorithm 1, and today's PyTorch. The default. */
    A,
    /** w ← w − η √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε): Kingma and Ba, end of section 2, and TensorFlow 1. */
    B
}
