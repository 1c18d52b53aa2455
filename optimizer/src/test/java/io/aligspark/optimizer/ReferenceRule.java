package io.aligspark.optimizer;

import java.util.List;

/** A method in double, element by element as its paper prints it: the slow twin of an {@link Optimizer}. Has its own state. */
interface ReferenceRule {

    /** Which samples the next step is about. */
    default void observe(int[] samples, float[] losses) {}

    /**
     * One update of the parameters, in place.
     *
     * @param w parameters, changed
     * @param g gradient of the mean loss
     * @param trialLoss for methods that search
     */
    Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss);

    /** A state array, in the order of {@link Optimizer#stateNames}. */
    double[] state(int index);

    /** After the last step of an epoch. */
    default void endEpoch(EpochEnd end) {}

    /**
     * The twin of an optimizer.
     *
     * @param size number of parameters
     */
    static ReferenceRule of(Optimizer optimizer, int size) {
        if (optimizer instanceof Alig alig) {
            return new Direct(new ReferenceAlig(alig, false), size);
        } else if (optimizer instanceof AligPlus plus) {
            return new Direct(new ReferenceAligPlus(plus, Trainer.SAMPLES), size);
        } else if (optimizer instanceof BpGrad bpGrad) {
            return new ReferenceBpGrad(bpGrad, size);
        } else if (optimizer instanceof ClippedGradient clipped) {
            return new ReferenceClippedGradient(clipped.maxNorm(), of(clipped.inner(), size));
        } else if (optimizer instanceof Dfw dfw) {
            return new ReferenceDfw(dfw, size);
        } else if (optimizer instanceof L4 l4) {
            return new ReferenceL4(l4, size);
        } else if (optimizer instanceof MomoStep momo) {
            return new ReferenceMomo(momo, size);
        } else if (optimizer instanceof PolyakStep polyak) {
            return new ReferencePolyak(polyak);
        } else if (optimizer instanceof PrescribedRate prescribed) {
            return new Direct(PrescribedRule.of(prescribed), size);
        } else if (optimizer instanceof Sls sls) {
            return new ReferenceSls(sls);
        }
        throw new IllegalArgumentException("no reference for " + optimizer);
    }

    /** A {@link DirectRule} that decides for itself. */
    final class Direct implements ReferenceRule {
        private final DirectRule rule;
        private final List<double[]> state;

        Direct(DirectRule rule, int size) {
            this.rule = rule;
            this.state = List.of(new double[size], new double[size], new double[size]);
        }

        @Override
        public void observe(int[] samples, float[] losses) {
            rule.observe(samples, losses);
        }

        @Override
        public void endEpoch(EpochEnd end) {
            rule.endEpoch(end);
        }

        @Override
        public Trainer.Outcome step(Position position, double loss, double[] w, double[] g, TrialLoss trialLoss) {
            Trainer.Outcome outcome = rule.decide(loss, Vectors.squaredNorm(g));
            rule.update(position.step(), outcome.stepSizes(), w, g, state);
            return outcome;
        }

        @Override
        public double[] state(int index) {
            return state.get(index);
        }
    }
}
