package io.aligspark.optimizer;

import java.util.List;

/** Training as in production: parameters, gradient and state in float, global scalars in double. */
final class ProductionTrainer implements Trainer {
    private final Optimizer optimizer;
    private final L2Ball ball;
    private final float[] w;
    private final List<float[]> state;
    private final double[] memory;
    private final List<float[]> sampleMemory;
    private BatchSamples samples = BatchSamples.none();
    private long step = 0;

    ProductionTrainer(Optimizer optimizer, double radius, double... start) {
        this.optimizer = optimizer;
        this.ball = new L2Ball(radius);
        this.w = Vectors.toFloats(start);
        this.state = optimizer.stateNames().stream()
                .map(ignored -> new float[w.length])
                .toList();
        this.memory = new double[optimizer.memoryNames().size()];
        this.sampleMemory = Observed.sampleMemory(optimizer);
        project();
    }

    @Override
    public double[] parameters() {
        return Vectors.toDoubles(w);
    }

    @Override
    public double[] state(int index) {
        return index < state.size() ? Vectors.toDoubles(state.get(index)) : new double[w.length];
    }

    /** A number that the driver keeps, in the order of {@link Optimizer#memoryNames}. */
    double memory(int index) {
        return memory[index];
    }

    @Override
    public void observe(int[] indices, float[] losses) {
        samples = new BatchSamples(indices, losses, sampleMemory);
    }

    @Override
    public Outcome step(TrialLoss trialLoss, double loss, double... gradient) {
        float[] g = Vectors.toFloats(gradient);
        step++;
        Slice whole = Slice.whole(w, g, state);
        Scalars scalars = Scalars.totals(optimizer.measure(step, whole));
        Decision decision =
                optimizer.decide(new Observation(Trainer.position(step), loss, scalars, memory, trialLoss, samples));
        optimizer.apply(decision, whole);
        project();
        return new Outcome(decision.unclippedStepSize(), decision.groupStepSizes());
    }

    @Override
    public void endEpoch(EpochEnd end) {
        optimizer.endEpoch(end, memory, sampleMemory);
    }

    private void project() {
        if (ball.isActive()) {
            double squaredNorm = ChunkedSums.total(ChunkedSums.squaredNorm(w, w.length));
            L2Ball.scale(w, w.length, ball.scale(squaredNorm));
        }
    }
}
