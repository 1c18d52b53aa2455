package io.aligspark.networks;

import java.util.ArrayList;
import java.util.List;

/** Runs the machine over time, sample by sample, and back-propagates through time. */
final class DncComputation implements HostLayer.Computation {
    private final DifferentiableNeuralComputer layer;
    private final int time;
    private final int channels;
    private final DncWeights weights;
    private final DncState start;
    // Step t of sample i is number i * time + t. Kept from call to call.
    private final List<DncStep> steps = new ArrayList<>();
    private final DncStep.Scratch scratch;
    private final DncState[] gradients;
    private int samples;

    /**
     * A computation.
     *
     * @param input {@code [time, channels]}
     */
    DncComputation(DifferentiableNeuralComputer layer, Shape input) {
        this.layer = layer;
        time = input.size(0);
        channels = input.size(1);
        weights = new DncWeights(layer, channels);
        start = new DncState(layer);
        start.set(layer.start());
        scratch = new DncStep.Scratch(layer, channels);
        gradients = new DncState[] {new DncState(layer), new DncState(layer)};
    }

    @Override
    public void forward(double[] parameters, double[] input, int sampleCount, double[] output) {
        samples = sampleCount;
        weights.load(parameters);
        while (steps.size() < samples * time) {
            steps.add(new DncStep(layer, channels));
        }
        for (int number = 0; number < samples * time; number++) {
            steps.get(number)
                    .forward(
                            before(number),
                            weights,
                            input,
                            number * channels,
                            output,
                            number * layer.outputs(),
                            scratch);
        }
    }

    @Override
    public void backward(double[] outputGradient, double[] inputGradient, double[] parameterGradient) {
        weights.clearGradient();
        for (int sample = 0; sample < samples; sample++) {
            gradients[time % 2].clear();
            for (int t = time - 1; t >= 0; t--) {
                int number = sample * time + t;
                steps.get(number)
                        .backward(
                                before(number),
                                gradients[(t + 1) % 2],
                                gradients[t % 2],
                                weights,
                                outputGradient,
                                number * layer.outputs(),
                                inputGradient,
                                number * channels,
                                scratch);
            }
        }
        weights.storeGradient(parameterGradient);
    }

    /** A step of the last forward pass. */
    DncStep step(int sample, int t) {
        return steps.get(sample * time + t);
    }

    private DncState before(int number) {
        return number % time > 0 ? steps.get(number - 1).state : start;
    }
}
