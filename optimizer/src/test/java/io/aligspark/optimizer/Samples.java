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
        for (AdamForm form : AdamForm.values()) {
            optimizers.add(new Adam(0.01, 0.9, 0.999, 1e-8, 0, form));
            optimizers.add(new Adam(0.01, 0.8, 0.99, 1e-3, 0.01, form));
        }
        optimizers.add(new Sls(0.1, 0.9, 2, 1));
        optimizers.add(new Sls(0.5, 0.7, 1, 0.01));
        optimizers.add(new AligPlus(0.1, 0.9, 0.01, 5, 10, ReachedLosses.LAST_VISIT));
        optimizers.add(new AligPlus(INFINITY, 0, 0, 3, 3, ReachedLosses.BEST_EPOCH));
        return optimizers.stream();
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
