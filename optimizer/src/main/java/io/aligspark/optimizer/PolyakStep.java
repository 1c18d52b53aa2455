package io.aligspark.optimizer;

import java.util.List;
import java.util.Set;

/** w ← w − γg with γ from the loss and the squared norm of its gradient; no state in vectors. */
public sealed interface PolyakStep extends Optimizer permits Aprox, Polyak, Sps {

    /** ℓ*, a lower bound of the loss, finite; 0 for all losses of this project. */
    double lowerBound();

    @Override
    default List<String> stateNames() {
        return List.of();
    }

    @Override
    default Set<Scalar> scalars() {
        return Set.of(Scalar.GRADIENT_SQUARED_NORM);
    }

    @Override
    default void apply(Decision decision, Slice slice) {
        slice.requireStateCount(stateNames());
        MomentumKernels.apply(slice, 0, slice.length(), decision.stepSize(), 0, MomentumKind.STANDARD);
    }
}
