package io.aligspark.optimizer;

import static io.aligspark.optimizer.Fixtures.assertClose;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Methods that coincide with ALI-G for some of their hyper-parameters, on an interpolating problem and on one that is not. */
class RelativesTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final int DIMENSION = 40;

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("pairs")
    void takesTheStepsOfAlig(Implementation implementation, Optimizer relative, Alig alig) {
        for (double noise : new double[] {0, 0.5}) {
            for (LinearLosses.Kind kind : LinearLosses.Kind.values()) {
                SplittableRandom random = new SplittableRandom(12);
                double[] point = Vectors.gaussian(random, DIMENSION);
                LinearLosses losses = LinearLosses.around(point, 60, noise, kind, random);
                Trainer expected = implementation.startProjected(alig, 5, point.clone());
                Trainer actual = implementation.startProjected(relative, 5, point.clone());
                for (int t = 0; t < 60; t++) {
                    double loss = losses.loss(t, expected.parameters());
                    double[] gradient = losses.gradient(t, expected.parameters());
                    Trainer.Outcome outcome = expected.step(loss, gradient);
                    assertEquals(outcome.mean(), actual.step(loss, gradient).mean(), 1e-12 * outcome.mean());
                    assertClose(expected.parameters(), actual.parameters(), implementation.tolerance());
                }
            }
        }
    }

    private static Stream<Arguments> pairs() {
        return Stream.of(Implementation.REFERENCE, Implementation.PRODUCTION)
                .flatMap(implementation -> Stream.of(
                        Arguments.of(implementation, new Polyak(0), Implementation.alig(INFINITY, 0)),
                        Arguments.of(
                                implementation, new Polyak(0.1), new Alig(INFINITY, 0, MomentumKind.STANDARD, 0, 0.1)),
                        Arguments.of(implementation, new Sps(1, 0.05, INFINITY, 1, 0, 0), Implementation.alig(0.05, 0)),
                        Arguments.of(implementation, new Aprox(0.05, 0, 0), Implementation.alig(0.05, 0)),
                        Arguments.of(implementation, new Dfw(0.05, 0, 0, 0.05 * 1e-2), Implementation.alig(0.05, 1e-2)),
                        Arguments.of(
                                implementation, new Momo(0.05, 0, false, 0, 0, false), Implementation.alig(0.05, 0)),
                        Arguments.of(
                                implementation, new Momo(0.05, 0, true, 0, 0, false), Implementation.alig(0.05, 0))));
    }
}
