package io.aligspark.networks;

/** In what numbers an engine computes, {@code engine.precision}. Parameters, gradients and losses are fp32 in any case. */
public enum Precision {
    /** IEEE 754 binary32. */
    FP32,
    /** Products of matrices and convolutions in bfloat16 (8 bits of mantissa), the rest in fp32. */
    BF16
}
