package io.aligspark.optimizer;

/** A rule whose step size is its learning rate; without a schedule. */
interface PrescribedRule extends DirectRule {

    /** Whose twin this is. */
    PrescribedRate optimizer();

    @Override
    default Trainer.Outcome decide(double loss, double gradientSquaredNorm) {
        return new Trainer.Outcome(
                Double.NaN, new double[] {optimizer().learningRate().initial()});
    }

    static PrescribedRule of(PrescribedRate optimizer) {
        if (optimizer instanceof Adagrad adagrad) {
            return new ReferenceAdagrad(adagrad);
        } else if (optimizer instanceof Adam adam) {
            return new ReferenceAdam(adam);
        } else if (optimizer instanceof AdamW adamW) {
            return new ReferenceAdamW(adamW);
        } else if (optimizer instanceof AmsGrad amsGrad) {
            return new ReferenceAmsGrad(amsGrad);
        } else if (optimizer instanceof RmsProp rmsProp) {
            return new ReferenceRmsProp(rmsProp);
        } else if (optimizer instanceof Sgd sgd) {
            return new ReferenceSgd(sgd);
        } else if (optimizer instanceof Yogi yogi) {
            return new ReferenceYogi(yogi);
        }
        throw new IllegalArgumentException("no reference for " + optimizer);
    }
}
