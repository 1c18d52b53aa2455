package io.aligspark.optimizer;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A step rule: an immutable record of hyper-parameters, without state of its own.
 *
 * <p>One step has three parts. {@link #measure} sums up what the decision needs over any slices of the vectors, anywhere.
 * {@link #decide} turns the mean loss and those sums into a {@link Decision}, once, at the driver. {@link #apply} carries it
 * out on any slices. Cutting the vectors differently gives the same bits.
 */
public sealed interface Optimizer extends Serializable
        permits Alig, AligPlus, BpGrad, ClippedGradient, Dfw, L4, MomoStep, PolyakStep, PrescribedRate, Sls {

    /** The name in configurations: {@code alig}, {@code sgd}, {@code adam}, ... */
    String name();

    /** Names of the state arrays, each as long as the parameters and zero before the first step; may be empty. */
    List<String> stateNames();

    /** Names of the numbers that the driver keeps between steps, zero before the first; may be empty. */
    default List<String> memoryNames() {
        return List.of();
    }

    /**
     * Names of the arrays with one float per training sample that the driver keeps, zero before the first step; may be
     * empty. Only optimizers with such arrays see {@link Observation#samples}.
     */
    default List<String> sampleMemoryNames() {
        return List.of();
    }

    /** The global scalars that {@link #decide} reads. */
    Set<Scalar> scalars();

    /**
     * The chunk sums of every scalar in {@link #scalars()}, as {@link ChunkedSums} defines them; also moves the averages
     * that follow the gradient alone. Once a step for every slice, before {@link #decide}. Driver or executor; linear in
     * the length of the slice.
     *
     * @param step number of the update, from 1
     * @param slice starts at a multiple of {@link ChunkedSums#CHUNK}, and ends at one or at the end of the vector; its state
     *     may change
     */
    default Map<Scalar, double[]> measure(long step, Slice slice) {
        return Scalar.chunkSums(scalars(), slice);
    }

    /**
     * The step to take. Driver.
     *
     * @param observation its memory may change
     * @throws ArithmeticException if a number is not finite, or the step is beyond the range of float: nothing may be
     *     updated then
     */
    Decision decide(Observation observation);

    /**
     * Updates a slice in place. Driver or executor; linear in the length of the slice.
     *
     * @param decision from {@link #decide} of an equal optimizer
     * @param slice its parameters and state change; its gradient may, and means nothing afterwards
     * @throws IllegalStateException if the slice or the decision do not fit this optimizer
     */
    void apply(Decision decision, Slice slice);

    /**
     * Takes notice of how an epoch went, after its last step. Driver.
     *
     * @param memory as in {@link Observation}; may change
     * @param sampleMemory as in {@link BatchSamples}; may change
     */
    default void endEpoch(EpochEnd end, double[] memory, List<float[]> sampleMemory) {}
}
