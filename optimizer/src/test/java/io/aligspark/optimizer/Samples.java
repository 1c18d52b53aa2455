package io.aligspark.optimizer;

import io.aligspark.optimizer.ParameterGroup.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Optimizers of every kind, for tests that all of them must pass. */
final class Samples {
    private static final double INFINITY = Double.POSITIVE_INFINITY;

    private Samples() {}

    static Stream<Optimizer> optimizers() {
        List<Optimizer> optimizers = new ArrayList<>();
        for (MomentumKind kind : MomentumKind.values()) {
            for (double eta : new double[] {0.1, INFINITY}) {
                for (double momentum : new double[] {0, 0.9}) {
                    optimizers.add(new Alig(eta, momentum, kind, 1e-5, 0));
                }
            }
            optimizers.add(grouped(kind));
        }
        optimizers.add(new Alig(1, 0.5, MomentumKind.STANDARD, 0, -0.5));
        optimizers.add(new Sgd(0.1, 0, false, 0.01));
        optimizers.add(new Sgd(0.1, 0.9, false, 0.01));
        optimizers.add(new Sgd(0.1, 0.9, true, 0));
        optimizers.addAll(adaptive());
        optimizers.add(new ClippedGradient(new Sgd(0.1, 0.9, true, 0.01), 0.5));
        optimizers.add(
                new ClippedGradient(new AmsGrad(LearningRate.constant(0.01), moments(1e-3, AdamForm.A), 0), 1.6));
        optimizers.add(new Sls(0.1, 0.9, 2, 1));
        optimizers.add(new Sls(0.5, 0.7, 1, 0.01));
        optimizers.add(new AligPlus(0.1, 0.9, 0.01, 5, 10, ReachedLosses.LAST_VISIT));
        optimizers.add(new AligPlus(INFINITY, 0, 0, 3, 3, ReachedLosses.BEST_EPOCH));
        optimizers.add(new ClippedGradient(new BpGrad(0.1, 0.9, 0), 0.5));
        optimizers.addAll(lossBased());
        return optimizers.stream();
    }

    private static List<Optimizer> adaptive() {
        LearningRate rate = LearningRate.constant(0.01);
        List<Optimizer> optimizers = new ArrayList<>();
        for (AdamForm form : AdamForm.values()) {
            optimizers.add(adam(0.01, 0.9, 0.999, 1e-8, 0, form));
            optimizers.add(adam(0.01, 0.8, 0.99, 1e-3, 0.01, form));
            optimizers.add(new AdamW(rate, moments(1e-8, form), 0.5));
            optimizers.add(new AmsGrad(rate, moments(1e-8, form), 0.01));
            optimizers.add(new Yogi(rate, moments(1e-3, form), 0.01));
        }
        optimizers.add(new Adagrad(rate, 0, 1e-10, 0.01));
        optimizers.add(new Adagrad(rate, 0.1, 0, 0));
        optimizers.add(new RmsProp(rate, 0.99, 0, 1e-8, false, 0.01));
        optimizers.add(new RmsProp(rate, 0.9, 1, 1e-10, true, 0));
        return optimizers;
    }

    /** Adam with a constant learning rate. */
    static Adam adam(
            double learningRate, double beta1, double beta2, double epsilon, double weightDecay, AdamForm form) {
        LearningRate rate = LearningRate.constant(learningRate);
        return new Adam(rate, new AdamMoments(beta1, beta2, epsilon, form), weightDecay);
    }

    /** The usual decays. */
    static AdamMoments moments(double epsilon, AdamForm form) {
        return new AdamMoments(0.9, 0.999, epsilon, form);
    }

    /** Methods whose step follows from the loss, apart from ALI-G. */
    private static List<Optimizer> lossBased() {
        return List.of(
                new Aprox(0.3, 0.6, 0),
                new Aprox(INFINITY, 0.6, 0.1),
                new BpGrad(0.1, 0, 0),
                new BpGrad(0.01, 0.9, 0.01),
                new Dfw(0.2, 0, 0, 1e-5),
                new Dfw(0.2, 0.9, 0.01, 1e-5),
                new L4(L4.Direction.ADAM, 0.15, 0.01),
                new L4(L4.Direction.MOMENTUM, 0.15, 0),
                new Momo(1, 0.9, false, 0, 0, false),
                new Momo(0.1, 0.9, true, 0, 0, true),
                new Momo(0.1, 0.5, false, 0.1, 0.05, true),
                new Momo(INFINITY, 0.9, true, 0, 0, false),
                new MomoAdam(0.01, 0.9, 0.999, 1e-8, 0, false, 0, false),
                new MomoAdam(0.01, 0.8, 0.99, 1e-3, 0.1, false, 0.05, true),
                new MomoAdam(0.01, 0.9, 0.999, 1e-8, 0.1, true, 0, false),
                new Polyak(0),
                new Polyak(0.3),
                new Sps(0.5, INFINITY, 2, 0.1, 1e-8, 0),
                new Sps(1, 0.2, INFINITY, 1, 0, 0.1));
    }

    /** Whether the step has a largest value, so that there is one before the cut to it. */
    static boolean hasBound(Optimizer optimizer) {
        return !(optimizer instanceof PrescribedRate
                || optimizer instanceof ClippedGradient
                || optimizer instanceof Sls
                || optimizer instanceof BpGrad
                || optimizer instanceof L4
                || optimizer instanceof Polyak);
    }

    /** Three groups and the default one: interleaved, out of order, with and without momentum. */
    static Alig grouped(MomentumKind kind) {
        List<ParameterGroup> groups = List.of(
                new ParameterGroup(List.of(new Range(150, 180), new Range(3, 20)), 0.3, 0.5),
                new ParameterGroup(List.of(new Range(20, 21)), INFINITY, 0),
                new ParameterGroup(List.of(new Range(64, 150)), 0.01, 0.9));
        return new Alig(0.1, 0.9, kind, 1e-5, 0, groups);
    }
}
