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

    /** Production decides and computes the projection's factor, where its decision needs no state arrays. */
    static ReferenceTrainer withProductionDecisions(Optimizer optimizer, double radius, double... start) {
        DirectRule reference = direct(optimizer);
        List<double[]> state = List.of(new double[start.length], new double[start.length], new double[start.length]);
        double[] memory = new double[optimizer.memoryNames().size()];
        List<float[]> sampleMemory = Observed.sampleMemory(optimizer);
        ReferenceRule rule = new ReferenceRule() {
            private BatchSamples samples = BatchSamples.none();

            @Override
            public void observe(int[] indices, float[] losses) {
                samples = new BatchSamples(indices, losses, sampleMemory);
            }

            @Override
            public Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
                Scalars scalars = Scalars.of(Vectors.squaredNorm(g));
                Decision decision =
                        optimizer.decide(new Observation(position, loss, scalars, memory, trialLoss, samples));
                reference.update(position.step(), decision.groupStepSizes(), w, g, state);
                return new Outcome(decision.unclippedStepSize(), decision.groupStepSizes());
            }

            @Override
            public double[] state(int index) {
                return state.get(index);
            }

            @Override
            public void endEpoch(EpochEnd end) {
                optimizer.endEpoch(end, memory, sampleMemory);
            }
        };
        L2Ball ball = new L2Ball(radius);
        return new ReferenceTrainer(rule, ball::scale, start);
    }

    private static DirectRule direct(Optimizer optimizer) {
        if (optimizer instanceof Alig alig) {
            return new ReferenceAlig(alig, false);
        } else if (optimizer instanceof PrescribedRate prescribed) {
            return PrescribedRule.of(prescribed);
        } else if (optimizer instanceof Sls) {
            // Once a step size is accepted, the step is one of gradient descent; its own rate is not used.
            return new ReferenceSgd(new Sgd(1, 0, false, 0));
        } else if (optimizer instanceof AligPlus plus) {
            return new ReferenceAligPlus(plus, Trainer.SAMPLES);
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
    public void observe(int[] samples, float[] losses) {
        rule.observe(samples, losses);
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
