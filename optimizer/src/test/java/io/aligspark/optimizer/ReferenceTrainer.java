package io.aligspark.optimizer;

import java.util.List;
import java.util.function.DoubleUnaryOperator;

/** Training in double; who decides and who computes the projection's factor is given. */
final class ReferenceTrainer implements Trainer {
    private final ReferenceRule rule;
    private final DoubleUnaryOperator scale;
    private final double[] w;
    private long step = 0;

    private ReferenceTrainer(ReferenceRule rule, DoubleUnaryOperator scale, double[] start) {
        this.rule = rule;
        this.scale = scale;
        this.w = start.clone();
        project();
    }

    /** Everything in double from the paper. */
    static ReferenceTrainer of(ReferenceRule rule, double radius, double... start) {
        return new ReferenceTrainer(rule, squaredNorm -> ratio(radius, squaredNorm), start);
    }

    /** Production decides and computes the projection's factor, where its decision needs no state of its own. */
    static ReferenceTrainer withProductionDecisions(Optimizer optimizer, double radius, double... start) {
        DirectRule reference = direct(optimizer);
        DirectRule rule = new DirectRule() {
            private long step = 0;

            @Override
            public Outcome decide(double loss, double gradientSquaredNorm) {
                step++;
                Decision decision = optimizer.decide(Observed.at(step, loss, Scalars.of(gradientSquaredNorm)));
                return new Outcome(decision.unclippedStepSize(), decision.groupStepSizes());
            }

            @Override
            public void update(long step, double[] stepSizes, double[] w, double[] g, List<double[]> state) {
                reference.update(step, stepSizes, w, g, state);
            }
        };
        L2Ball ball = new L2Ball(radius);
        return new ReferenceTrainer(new ReferenceRule.Direct(rule, start.length), ball::scale, start);
    }

    private static DirectRule direct(Optimizer optimizer) {
        if (optimizer instanceof Alig alig) {
            return new ReferenceAlig(alig, false);
        } else if (optimizer instanceof PrescribedRate prescribed) {
            return PrescribedRule.of(prescribed);
        }
        throw new IllegalArgumentException("the decision of " + optimizer + " needs more than the gradient's norm");
    }

    @Override
    public double[] parameters() {
        return w.clone();
    }

    @Override
    public double[] state(int index) {
        return rule.state(index).clone();
    }

    @Override
    public Outcome step(TrialLoss trialLoss, double loss, double... gradient) {
        step++;
        Outcome outcome = rule.step(Trainer.position(step), loss, w, gradient, trialLoss);
        project();
        return outcome;
    }

    @Override
    public void endEpoch(EpochEnd end) {
        rule.endEpoch(end);
    }

    private void project() {
        double factor = scale.applyAsDouble(Vectors.squaredNorm(w));
        for (int i = 0; i < w.length; i++) {
            w[i] *= factor;
        }
    }

    private static double ratio(double radius, double squaredNorm) {
        return Math.sqrt(squaredNorm) > radius ? radius / Math.sqrt(squaredNorm) : 1;
    }
}
