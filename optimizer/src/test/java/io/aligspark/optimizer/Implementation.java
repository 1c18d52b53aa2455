package io.aligspark.optimizer;

/** The same method three ways; every test of numbers runs on all of them. */
enum Implementation {
    /** From the paper, in double. */
    REFERENCE(1e-12) {
        @Override
        Trainer startProjected(Optimizer optimizer, double radius, double... parameters) {
            return ReferenceTrainer.of(ReferenceRule.of(optimizer, parameters.length), radius, parameters);
        }
    },
    /** Production decides, in double; the reference applies. */
    DECISION(1e-12) {
        @Override
        Trainer startProjected(Optimizer optimizer, double radius, double... parameters) {
            return ReferenceTrainer.withProductionDecisions(optimizer, radius, parameters);
        }
    },
    /** Production decides and applies, in float. */
    PRODUCTION(2e-6) {
        @Override
        Trainer startProjected(Optimizer optimizer, double radius, double... parameters) {
            return new ProductionTrainer(optimizer, radius, parameters);
        }
    };

    private final double tolerance;

    Implementation(double tolerance) {
        this.tolerance = tolerance;
    }

    /** Relative to numbers of order one, over a handful of steps. */
    double tolerance() {
        return tolerance;
    }

    /** Projects the parameters and starts. */
    abstract Trainer startProjected(Optimizer optimizer, double radius, double... parameters);

    Trainer start(Optimizer optimizer, double... parameters) {
        return startProjected(optimizer, Double.POSITIVE_INFINITY, parameters);
    }

    /** ALI-G without momentum. */
    static Alig alig(double maxLearningRate, double delta) {
        return new Alig(maxLearningRate, 0, MomentumKind.STANDARD, delta, 0);
    }
}
