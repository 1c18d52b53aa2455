package io.aligspark.networks;

/** A loss that keeps the logits it was given in training. */
final class RecordingLoss implements Loss {
    private static final long serialVersionUID = 1;
    private final Loss loss;
    float[] logits = {};

    RecordingLoss(Loss loss) {
        this.loss = loss;
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public boolean onClasses() {
        return loss.onClasses();
    }

    @Override
    public int targetLength(int outputs) {
        return loss.targetLength(outputs);
    }

    @Override
    public double lossAndGradient(
            float[] values, float[] targets, int samples, float[] gradient, double[] sampleLosses) {
        logits = values.clone();
        return loss.lossAndGradient(values, targets, samples, gradient, sampleLosses);
    }
}
