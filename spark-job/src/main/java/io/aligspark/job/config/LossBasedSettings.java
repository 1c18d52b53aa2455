package io.aligspark.job.config;

import io.aligspark.optimizer.Aprox;
import io.aligspark.optimizer.BpGrad;
import io.aligspark.optimizer.Dfw;
import io.aligspark.optimizer.L4;
import io.aligspark.optimizer.Momo;
import io.aligspark.optimizer.MomoAdam;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Polyak;
import io.aligspark.optimizer.Sps;
import java.util.List;
import java.util.Optional;

/** Reads the optimizers, other than ALI-G, whose step follows from the loss. */
final class LossBasedSettings {
    static final List<String> NAMES =
            List.of("aprox", "bpgrad", "dfw", "l4-adam", "l4-mom", "momo", "momo-adam", "polyak", "sps");

    private final Settings settings;

    private LossBasedSettings(Settings settings) {
        this.settings = settings;
    }

    /** The optimizer of this name, if it is one of these. */
    static Optional<Optimizer> read(String name, Settings settings) {
        LossBasedSettings values = new LossBasedSettings(settings);
        return Optional.ofNullable(
                switch (name) {
                    case "aprox" ->
                        new Aprox(values.maxLearningRate(), values.number("aprox-decay"), values.lowerBound());
                    case "bpgrad" ->
                        new BpGrad(values.number("learning-rate"), values.momentum(), values.weightDecay());
                    case "dfw" ->
                        new Dfw(values.maxLearningRate(), values.momentum(), values.weightDecay(), Dfw.DEFAULT_EPSILON);
                    case "l4-adam" -> values.l4(L4.Direction.ADAM);
                    case "l4-mom" -> values.l4(L4.Direction.MOMENTUM);
                    case "momo" -> values.momo();
                    case "momo-adam" -> values.momoAdam();
                    case "polyak" -> new Polyak(values.lowerBound());
                    case "sps" -> values.sps();
                    default -> null;
                });
    }

    private L4 l4(L4.Direction direction) {
        return new L4(direction, number("l4-alpha"), weightDecay());
    }

    private Momo momo() {
        return new Momo(
                maxLearningRate(),
                momentum(),
                settings.flag("optimizer.momo-bias-correction"),
                weightDecay(),
                lowerBound(),
                settings.flag("optimizer.momo-online-lower-bound"));
    }

    private MomoAdam momoAdam() {
        return new MomoAdam(
                maxLearningRate(),
                number("beta1"),
                number("beta2"),
                number("epsilon"),
                weightDecay(),
                settings.flag("optimizer.momo-decay-first"),
                lowerBound(),
                settings.flag("optimizer.momo-online-lower-bound"));
    }

    private Sps sps() {
        return new Sps(
                number("sps-c"),
                maxLearningRate(),
                number("sps-growth"),
                number("sps-initial-step-size"),
                number("epsilon"),
                lowerBound());
    }

    private double maxLearningRate() {
        return number("max-learning-rate");
    }

    private double momentum() {
        return number("momentum");
    }

    private double weightDecay() {
        return number("weight-decay");
    }

    private double lowerBound() {
        return number("lower-bound");
    }

    private double number(String key) {
        return settings.number("optimizer." + key);
    }
}
