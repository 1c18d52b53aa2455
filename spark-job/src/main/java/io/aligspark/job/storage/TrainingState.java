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
 * @param sampleMemory arrays of one number per training sample that the optimizer keeps, as it names them
 */
public record TrainingState(
        long step,
        float[] parameters,
        float[] buffers,
        List<float[]> optimizerState,
        double[] optimizerMemory,
        List<float[]> sampleMemory) {

    /** Copies the lists, not the arrays. */
    public TrainingState {
        optimizerState = List.copyOf(optimizerState);
        sampleMemory = List.copyOf(sampleMemory);
    }

    /** Without numbers per training sample. */
    public TrainingState(
            long step, float[] parameters, float[] buffers, List<float[]> optimizerState, double[] optimizerMemory) {
        this(step, parameters, buffers, optimizerState, optimizerMemory, List.of());
    }

    /** All elements zero, without numbers per training sample. */
    public static TrainingState zero(long step, int parameters, int buffers, int stateArrays, int memory) {
        return new TrainingState(
                step,
                new float[parameters],
                new float[buffers],
                Stream.generate(() -> new float[parameters]).limit(stateArrays).toList(),
                new double[memory]);
    }

    /** The same arrays with these numbers per training sample. */
    public TrainingState withSampleMemory(List<float[]> memory) {
        return new TrainingState(step, parameters, buffers, optimizerState, optimizerMemory, memory);
    }

    /**
     * The same for a training set of that size: before the first step, numbers per training sample that are zero.
     *
     * @param names of the arrays
     * @throws IllegalArgumentException if the numbers, which come from a checkpoint, are of another training set
     */
    public TrainingState forSamples(List<String> names, int samples) {
        if (step == 0) {
            return withSampleMemory(
                    names.stream().map(name -> new float[samples]).toList());
        }
        for (float[] array : sampleMemory) {
            if (array.length != samples) {
                throw new IllegalArgumentException("the checkpoint is of " + array.length
                        + " training samples, but there are " + samples + ": they are not those of the run");
            }
        }
        return this;
    }

    /** The same values in arrays of their own. */
    public TrainingState copy() {
        return new TrainingState(
                step,
                parameters.clone(),
                buffers.clone(),
                optimizerState.stream().map(float[]::clone).toList(),
                optimizerMemory.clone(),
                sampleMemory.stream().map(float[]::clone).toList());
    }

    /** The same arrays after one more step. */
    public TrainingState afterStep(long newStep) {
        return new TrainingState(newStep, parameters, buffers, optimizerState, optimizerMemory, sampleMemory);
    }
}
