package io.aligspark.optimizer;

/**
 * How ALI-G combines Nesterov momentum μ with a step size γ that changes. Both coincide while γ is constant.
 *
 * <p>Berrada, Zisserman, Kumar, ICML 2020, section 3 prints v ← μv − γg, w ← w + μv; its −γg on w is lost there. The
 * authors' code has the two forms below.
 */
public enum MomentumKind {
    /** w ← w − γg; v ← μv − γg; w ← w + μv. True Nesterov momentum: w is its look-ahead point. The default. */
    STANDARD,
    /** w ← w − γg; v ← μv − g; w ← w + γμv. The velocity is a sum of gradients, scaled by the current step. */
    ADJUSTED
}
