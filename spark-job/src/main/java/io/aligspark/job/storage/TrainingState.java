package io.aligspark.job.storage;

import java.util.List;
import java.util.stream.Stream;

/**
 * Everything that training changes. The arrays are updated in place by the training loop, which owns them. Driver.
 *
 * @param step number of steps taken
 * @param parameters {@code [p]}
 * @param buffers {@code [b]} running statistics
 * @param optimizerState arrays of {@code [p]}, as the optimizer names them
 * @param optimizerMemory numbers that the optimizer keeps between steps, as it names them
 */
public record TrainingState(
        long step, float[] parameters, float[] buffers, List<float[]> optimizerState, double[] optimizerMemory) {

    /** Copies the list, not the arrays. */
    public TrainingState {
        optimizerState = List.copyOf(optimizerState);
    }

    /** All elements zero. */
    public static TrainingState zero(long step, int parameters, int buffers, int stateArrays, int memory) {
        return new TrainingState(
                step,
                new float[parameters],
                new float[buffers],
                Stream.generate(() -> new float[parameters]).limit(stateArrays).toList(),
                new double[memory]);
    }

    /** The same values in arrays of their own. */
    public TrainingState copy() {
        return new TrainingState(
                step,
                parameters.clone(),
                buffers.clone(),
                optimizerState.stream().map(float[]::clone).toList(),
                optimizerMemory.clone());
    }

    /** The same arrays after one more step. */
    public TrainingState afterStep(long newStep) {
        return new TrainingState(newStep, parameters, buffers, optimizerState, optimizerMemory);
    }
}
