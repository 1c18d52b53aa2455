package io.aligspark.dl4j;

import io.aligspark.networks.Batch;
import io.aligspark.networks.Loss;
import java.io.Serial;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** Lets DL4J's back-propagation start from one of our losses, computed on the host. */
final class LossBridge implements ILossFunction {
    @Serial
    private static final long serialVersionUID = 1;

    private final Loss loss;
    private Batch batch = new Batch(new float[0], new float[0], 0);
    private double lossSum;
    private double[] sampleLosses = {};

    LossBridge(Loss loss) {
        this.loss = loss;
    }

    /** The batch whose targets the next call is about. */
    void setTargets(Batch newBatch) {
        batch = newBatch;
    }

    /** The sum of the losses for logits of a forward pass alone. */
    double lossSum(Batch ofLogits, float[] logits) {
        return loss.lossAndGradient(logits, ofLogits.targets(), ofLogits.size(), new float[logits.length]);
    }

    /** The sum of the losses of the last backward pass. */
    double lossSum() {
        return lossSum;
    }

    /** {@code [n]} of the last backward pass. */
    double[] sampleLosses() {
        return sampleLosses;
    }

    @Override
    public INDArray computeGradient(INDArray unused, INDArray logits, IActivation identity, INDArray mask) {
        float[] values = HostArrays.read(logits);
        float[] gradient = new float[values.length];
        sampleLosses = new double[batch.size()];
        lossSum = loss.lossAndGradient(values, batch.targets(), batch.size(), gradient, sampleLosses);
        return Nd4j.createFromArray(gradient).reshape('c', logits.shape());
    }

    /** DL4J asks for the score after the backward pass; the engine reads {@link #lossSum()} instead. */
    @Override
    public double computeScore(INDArray unused, INDArray logits, IActivation identity, INDArray mask, boolean average) {
        return lossSum;
    }

    @Override
    public INDArray computeScoreArray(INDArray unused, INDArray logits, IActivation identity, INDArray mask) {
        throw new IllegalStateException("scores per sample are not used by the engine");
    }

    @Override
    public Pair<Double, INDArray> computeGradientAndScore(
            INDArray unused, INDArray logits, IActivation identity, INDArray mask, boolean average) {
        INDArray gradient = computeGradient(unused, logits, identity, mask);
        return Pair.of(lossSum, gradient);
    }

    @Override
    public String name() {
        return loss.name();
    }
}
