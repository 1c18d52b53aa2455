package io.aligspark.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.optimizer.ParameterGroup.Range;
import io.aligspark.optimizer.Schedule.EpochDecay;
import java.util.List;
import java.util.function.DoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every hyper-parameter has a range, and its message names key, rule and value. */
class HyperParametersTest {
    private static final double INFINITY = Double.POSITIVE_INFINITY;
    private static final LearningRate RATE = LearningRate.constant(0.1);
    private static final AdamMoments MOMENTS = Samples.moments(1e-8, AdamForm.A);
    private static final List<Range> RANGES = List.of(new Range(0, 1));

    @ParameterizedTest
    @MethodSource("rules")
    void refusesValue(String key, String rule, double value, DoubleFunction<Object> create) {
        Exception exception = assertThrows(IllegalArgumentException.class, () -> create.apply(value));
        assertEquals(key + " must be " + rule + ", but was " + value, exception.getMessage());
    }

    @Test
    void acceptsTheEndsOfTheRanges() {
        Alig alig = new Alig(INFINITY, 0, MomentumKind.ADJUSTED, 0, -1);
        assertEquals(INFINITY, alig.maxLearningRate());
        assertEquals(List.of(), alig.groups());
        assertEquals(INFINITY, new ParameterGroup(RANGES, INFINITY, 0).maxLearningRate());
        assertEquals(0, new Sgd(1e-3, 0, true, 0).momentum());
        assertEquals(0, new AdamMoments(0, 0, 1e-8, AdamForm.A).beta1());
        assertEquals(0, adagrad(0.1, 0, 0).epsilon());
        assertEquals(0, rmsProp(0, 0, 1e-8, 0).decay());
        assertEquals(1, new Plateau(1).factor(9, new double[] {0, 9}));
        assertEquals(1, new EpochDecay(1).factor(9, new double[0]));
        assertEquals(INFINITY, new ClippedGradient(new Sgd(1, 0, true, 0), INFINITY).maxNorm());
    }

    @Test
    void adagradThatStartsAtZeroNeedsAnEpsilon() {
        Exception exception = assertThrows(IllegalArgumentException.class, () -> adagrad(0, 0, 0));
        assertEquals(
                "optimizer.adagrad.epsilon must be > 0 where optimizer.adagrad.initial-accumulator is 0, but was 0.0",
                exception.getMessage());
    }

    private static Stream<Arguments> rules() {
        String max = "<= 3.4028235E38";
        return Stream.of(
                        rule("max-learning-rate", "> 0", HyperParametersTest::eta, -0.1, 0, Double.NaN),
                        rule("momentum", "in [0, 1)", HyperParametersTest::mu, -0.1, 1, Double.NaN),
                        rule("delta", ">= 0", HyperParametersTest::delta, -1e-5, Double.NaN),
                        rule("delta", "finite", HyperParametersTest::delta, INFINITY),
                        rule("lower-bound", "finite", HyperParametersTest::lowerBound, INFINITY, -INFINITY, Double.NaN),
                        rule("max-learning-rate", "> 0", x -> new ParameterGroup(RANGES, x, 0), 0, Double.NaN),
                        rule("momentum", "in [0, 1)", x -> new ParameterGroup(RANGES, 1, x), 1, Double.NaN),
                        rule("learning-rate", "> 0", x -> new Sgd(x, 0, false, 0), -0.1, 0, Double.NaN),
                        rule("learning-rate", max, x -> new Sgd(x, 0, false, 0), INFINITY),
                        rule("momentum", "in [0, 1)", x -> new Sgd(1, x, false, 0), -0.1, 1, Double.NaN),
                        rule("weight-decay", ">= 0", x -> new Sgd(1, 0, false, x), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new Sgd(1, 0, false, x), INFINITY),
                        rule("learning-rate", "> 0", x -> adam(x, 0.9, 0.9, 1, 0), 0, Double.NaN),
                        rule("learning-rate", max, x -> adam(x, 0.9, 0.9, 1, 0), INFINITY),
                        rule("beta1", "in [0, 1)", x -> adam(1, x, 0.9, 1, 0), -0.1, 1, Double.NaN),
                        rule("beta2", "in [0, 1)", x -> adam(1, 0.9, x, 1, 0), -0.1, 1, Double.NaN),
                        rule("epsilon", "> 0", x -> adam(1, 0.9, 0.9, x, 0), -1, 0, Double.NaN),
                        rule("epsilon", max, x -> adam(1, 0.9, 0.9, x, 0), INFINITY),
                        rule("weight-decay", ">= 0", x -> adam(1, 0.9, 0.9, 1, x), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> adam(1, 0.9, 0.9, 1, x), INFINITY),
                        rule("weight-decay", ">= 0", x -> new AdamW(RATE, MOMENTS, x), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new AdamW(RATE, MOMENTS, x), INFINITY),
                        rule("weight-decay", ">= 0", x -> new AmsGrad(RATE, MOMENTS, x), -0.1, Double.NaN),
                        rule("weight-decay", ">= 0", x -> new Yogi(RATE, MOMENTS, x), -0.1, Double.NaN),
                        rule("adagrad.initial-accumulator", ">= 0", x -> adagrad(x, 1, 0), -0.1, Double.NaN),
                        rule("adagrad.initial-accumulator", max, x -> adagrad(x, 1, 0), INFINITY),
                        rule("adagrad.epsilon", ">= 0", x -> adagrad(1, x, 0), -0.1, Double.NaN),
                        rule("adagrad.epsilon", max, x -> adagrad(1, x, 0), INFINITY),
                        rule("weight-decay", ">= 0", x -> adagrad(1, 1, x), -0.1, Double.NaN),
                        rule("rmsprop.decay", "in [0, 1)", x -> rmsProp(x, 1, 1, 0), -0.1, 1, Double.NaN),
                        rule("rmsprop.initial-accumulator", ">= 0", x -> rmsProp(0, x, 1, 0), -0.1, Double.NaN),
                        rule("rmsprop.initial-accumulator", max, x -> rmsProp(0, x, 1, 0), INFINITY),
                        rule("rmsprop.epsilon", "> 0", x -> rmsProp(0, 1, x, 0), -0.1, 0, Double.NaN),
                        rule("rmsprop.epsilon", max, x -> rmsProp(0, 1, x, 0), INFINITY),
                        rule("weight-decay", ">= 0", x -> rmsProp(0, 1, 1, x), -0.1, Double.NaN),
                        rule("clip-norm", "> 0", HyperParametersTest::clipped, -0.1, 0, Double.NaN),
                        rule("schedule.epoch-decay", "> 0", EpochDecay::new, -0.1, 0, Double.NaN),
                        rule("schedule.epoch-decay", "<= 1", EpochDecay::new, 1.1, INFINITY),
                        rule("schedule.plateau-factor", "> 0", Plateau::new, -0.1, 0, Double.NaN),
                        rule("schedule.plateau-factor", "<= 1", Plateau::new, 1.1, INFINITY),
                        rule("projection-radius", "> 0", L2Ball::new, -1, 0, Double.NaN))
                .flatMap(rules -> rules);
    }

    @ParameterizedTest
    @MethodSource("lossBasedRules")
    void refusesValueOfLossBasedMethod(String key, String rule, double value, DoubleFunction<Object> create) {
        refusesValue(key, rule, value, create);
    }

    private static Stream<Arguments> lossBasedRules() {
        String max = "<= 3.4028235E38";
        L4.Direction direction = L4.Direction.ADAM;
        return Stream.of(
                        rule("lower-bound", "finite", Polyak::new, INFINITY, -INFINITY, Double.NaN),
                        rule("max-learning-rate", "> 0", x -> new Aprox(x, 0, 0), -1, 0, Double.NaN),
                        rule("aprox-decay", "in [0, 1)", x -> new Aprox(1, x, 0), -0.1, 1, Double.NaN),
                        rule("lower-bound", "finite", x -> new Aprox(1, 0, x), INFINITY, Double.NaN),
                        rule("sps-c", "> 0", x -> new Sps(x, 1, 2, 1, 0, 0), -1, 0, Double.NaN),
                        rule("sps-c", "finite", x -> new Sps(x, 1, 2, 1, 0, 0), INFINITY),
                        rule("max-learning-rate", "> 0", x -> new Sps(1, x, 2, 1, 0, 0), 0, Double.NaN),
                        rule("sps-growth", ">= 1", x -> new Sps(1, 1, x, 1, 0, 0), 0.9, Double.NaN),
                        rule("sps-initial-step-size", "> 0", x -> new Sps(1, 1, 2, x, 0, 0), 0, Double.NaN),
                        rule("sps-initial-step-size", "finite", x -> new Sps(1, 1, 2, x, 0, 0), INFINITY),
                        rule("epsilon", ">= 0", x -> new Sps(1, 1, 2, 1, x, 0), -1, Double.NaN),
                        rule("epsilon", "finite", x -> new Sps(1, 1, 2, 1, x, 0), INFINITY),
                        rule("lower-bound", "finite", x -> new Sps(1, 1, 2, 1, 0, x), INFINITY, Double.NaN),
                        rule("learning-rate", "> 0", x -> new BpGrad(x, 0, 0), 0, Double.NaN),
                        rule("learning-rate", max, x -> new BpGrad(x, 0, 0), INFINITY),
                        rule("momentum", "in [0, 1)", x -> new BpGrad(1, x, 0), -0.1, 1, Double.NaN),
                        rule("weight-decay", ">= 0", x -> new BpGrad(1, 0, x), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new BpGrad(1, 0, x), INFINITY),
                        rule("max-learning-rate", "> 0", x -> new Dfw(x, 0, 0, 0), 0, Double.NaN),
                        rule("max-learning-rate", max, x -> new Dfw(x, 0, 0, 0), INFINITY),
                        rule("momentum", "in [0, 1)", x -> new Dfw(1, x, 0, 0), -0.1, 1, Double.NaN),
                        rule("weight-decay", ">= 0", x -> new Dfw(1, 0, x, 0), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new Dfw(1, 0, x, 0), INFINITY),
                        rule("epsilon", ">= 0", x -> new Dfw(1, 0, 0, x), -1, Double.NaN),
                        rule("epsilon", "finite", x -> new Dfw(1, 0, 0, x), INFINITY),
                        rule("l4-alpha", "> 0", x -> new L4(direction, x, 0), 0, Double.NaN),
                        rule("l4-alpha", max, x -> new L4(direction, x, 0), INFINITY),
                        rule("weight-decay", ">= 0", x -> new L4(direction, 1, x), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new L4(direction, 1, x), INFINITY),
                        rule("max-learning-rate", "> 0", x -> new Momo(x, 0, true, 0, 0, true), 0, Double.NaN),
                        rule("max-learning-rate", max, x -> new Momo(x, 0, true, 0.1, 0, true), INFINITY),
                        rule("momentum", "in [0, 1)", x -> new Momo(1, x, true, 0, 0, true), -0.1, 1, Double.NaN),
                        rule("weight-decay", ">= 0", x -> new Momo(1, 0, true, x, 0, true), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> new Momo(1, 0, true, x, 0, true), INFINITY),
                        rule("lower-bound", "finite", x -> new Momo(1, 0, true, 0, x, true), INFINITY, Double.NaN),
                        rule("max-learning-rate", "> 0", x -> momoAdam(x, 0, 0, 1, 0, 0), 0, Double.NaN),
                        rule("max-learning-rate", max, x -> momoAdam(x, 0, 0, 1, 0.1, 0), INFINITY),
                        rule("beta1", "in [0, 1)", x -> momoAdam(1, x, 0, 1, 0, 0), -0.1, 1, Double.NaN),
                        rule("beta2", "in [0, 1)", x -> momoAdam(1, 0, x, 1, 0, 0), -0.1, 1, Double.NaN),
                        rule("epsilon", "> 0", x -> momoAdam(1, 0, 0, x, 0, 0), 0, Double.NaN),
                        rule("epsilon", max, x -> momoAdam(1, 0, 0, x, 0, 0), INFINITY),
                        rule("weight-decay", ">= 0", x -> momoAdam(1, 0, 0, 1, x, 0), -0.1, Double.NaN),
                        rule("weight-decay", max, x -> momoAdam(1, 0, 0, 1, x, 0), INFINITY),
                        rule("lower-bound", "finite", x -> momoAdam(1, 0, 0, 1, 0, x), INFINITY, Double.NaN))
                .flatMap(rules -> rules);
    }

    private static MomoAdam momoAdam(
            double maxLearningRate, double beta1, double beta2, double epsilon, double weightDecay, double lowerBound) {
        return new MomoAdam(maxLearningRate, beta1, beta2, epsilon, weightDecay, false, lowerBound, false);
    }

    private static Stream<Arguments> rule(String key, String rule, DoubleFunction<Object> create, double... values) {
        return DoubleStream.of(values).mapToObj(value -> Arguments.of("optimizer." + key, rule, value, create));
    }

    private static Alig eta(double value) {
        return new Alig(value, 0, MomentumKind.STANDARD, 0, 0);
    }

    private static Alig mu(double value) {
        return new Alig(1, value, MomentumKind.STANDARD, 0, 0);
    }

    private static Alig delta(double value) {
        return new Alig(1, 0, MomentumKind.STANDARD, value, 0);
    }

    private static Alig lowerBound(double value) {
        return new Alig(1, 0, MomentumKind.STANDARD, 0, value);
    }

    private static Adam adam(double learningRate, double beta1, double beta2, double epsilon, double weightDecay) {
        return Samples.adam(learningRate, beta1, beta2, epsilon, weightDecay, AdamForm.A);
    }

    private static Adagrad adagrad(double initialAccumulator, double epsilon, double weightDecay) {
        return new Adagrad(RATE, initialAccumulator, epsilon, weightDecay);
    }

    private static RmsProp rmsProp(double decay, double initialAccumulator, double epsilon, double weightDecay) {
        return new RmsProp(RATE, decay, initialAccumulator, epsilon, true, weightDecay);
    }

    private static ClippedGradient clipped(double maxNorm) {
        return new ClippedGradient(new Sgd(RATE, 0, true, 0), maxNorm);
    }
}
