package io.aligspark.optimizer;

import java.io.Serializable;
import java.util.List;
import java.util.Set;

/**
 * A step rule: an immutable record of hyper-parameters, without state of its own.
 *
 * <p>One step has two halves. {@link #decide} turns the mean loss and a few global scalars into a {@link Decision}, once,
 * at the driver. {@link #apply} carries it out on any slice of the parameters, anywhere; cutting the vector differently
 * gives the same bits.
 */
public sealed interface Optimizer extends Serializable permits Alig, Sgd, Adam {

    /** The name in configurations: {@code alig}, {@code sgd} or {@code adam}. */
    String name();

    /** Names of the state arrays, each as long as the parameters and zero before the first step; may be empty. */
    List<String> stateNames();

    /** The global scalars that {@link #decide} reads. */
    Set<Scalar> scalars();

    /**
     * The step to take. Driver.
     *
     * @param step number of the update, from 1
     * @param lossMean mean loss of the batch, without any regulariser, at the parameters the gradient was computed at
     * @param scalars at least {@link #scalars()}
     * @throws ArithmeticException if a number is not finite, or the step is beyond the range of float: nothing may be
     *     updated then
     */
    Decision decide(long step, double lossMean, Scalars scalars);

    /**
     * Updates a slice in place. Driver or executor; linear in the length of the slice.
     *
     * @param decision from {@link #decide} of an equal optimizer
     * @param slice its parameters and state change
     * @throws IllegalStateException if the slice or the decision do not fit this optimizer
     */
    void apply(Decision decision, Slice slice);
}
