package io.aligspark.optimizer;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Training in double; who decides and who computes the projection's factor is given. */
final class ReferenceTrainer implements Trainer {

    /** The step, from its number, the loss and the squared norm of the gradient. */
    interface Decider {
        Outcome decide(long step, double loss, double gradientSquaredNorm);
    }

    private final ReferenceRule rule;
    private final Decider decider;
    private final DoubleUnaryOperator scale;
    private final double[] w;
    private final List<double[]> state;
    private long step = 0;

    private ReferenceTrainer(ReferenceRule rule, Decider decider, DoubleUnaryOperator scale, double[] start) {
        this.rule = rule;
        this.decider = decider;
        this.scale = scale;
        this.w = start.clone();
        this.state = List.of(new double[w.length], new double[w.length]);
        project();
    }

    /** Everything in double from the paper. */
    static ReferenceTrainer of(ReferenceRule rule, double radius, double... start) {
        return new ReferenceTrainer(
                rule, (step, loss, q) -> rule.decide(loss, q), squaredNorm -> ratio(radius, squaredNorm), start);
    }

    /** Production decides and computes the projection's factor. */
    static ReferenceTrainer withProductionDecisions(Optimizer optimizer, double radius, double... start) {
        Decider decider = (step, loss, q) -> {
            Decision decision = optimizer.decide(step, loss, Scalars.of(q));
            return new Outcome(decision.unclippedStepSize(), decision.groupStepSizes());
        };
        L2Ball ball = new L2Ball(radius);
        return new ReferenceTrainer(ReferenceRule.of(optimizer), decider, ball::scale, start);
    }

    @Override
    public double[] parameters() {
        return w.clone();
    }

    @Override
    public double[] state(int index) {
        return state.get(index).clone();
    }

    @Override
    public Outcome step(double loss, double... gradient) {
        step++;
        Outcome outcome = decider.decide(step, loss, Vectors.squaredNorm(gradient));
        rule.update(step, outcome.stepSizes(), w, gradient, state);
        project();
        return outcome;
    }

    @Override
    public void scale(double factor) {
        for (int i = 0; i < w.length; i++) {
            w[i] *= factor;
        }
    }

    private void project() {
        scale(scale.applyAsDouble(Vectors.squaredNorm(w)));
    }

    private static double ratio(double radius, double squaredNorm) {
        return Math.sqrt(squaredNorm) > radius ? radius / Math.sqrt(squaredNorm) : 1;
    }
}
