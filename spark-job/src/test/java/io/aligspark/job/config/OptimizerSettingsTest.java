package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.aligspark.optimizer.Adagrad;
import io.aligspark.optimizer.Adam;
import io.aligspark.optimizer.AdamForm;
import io.aligspark.optimizer.AdamMoments;
import io.aligspark.optimizer.AdamW;
import io.aligspark.optimizer.AmsGrad;
import io.aligspark.optimizer.ClippedGradient;
import io.aligspark.optimizer.LearningRate;
import io.aligspark.optimizer.Optimizer;
import io.aligspark.optimizer.Plateau;
import io.aligspark.optimizer.RmsProp;
import io.aligspark.optimizer.Schedule;
import io.aligspark.optimizer.Schedule.EpochDecay;
import io.aligspark.optimizer.Schedule.Piecewise;
import io.aligspark.optimizer.Schedule.Piecewise.Milestone;
import io.aligspark.optimizer.ScheduleProduct;
import io.aligspark.optimizer.Sgd;
import io.aligspark.optimizer.Yogi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every optimizer by its name, with its keys and defaults. */
class OptimizerSettingsTest {
    private static final LearningRate RATE = LearningRate.constant(0.01);

    @TempDir
    Path folder;

    private String preset;

    @BeforeEach
    void writePreset() throws IOException {
        preset = Files.writeString(
                        folder.resolve("preset.conf"), "data { train.samples = t.csv, shape = [64], classes = 10 }\n")
                .toString();
    }

    @Test
    void defaultsAreThoseOfPyTorch() {
        AdamMoments moments = new AdamMoments(0.9, 0.999, 1e-8, AdamForm.A);
        assertEquals(new Adagrad(RATE, 0, 1e-10, 0), read("name=adagrad"));
        assertEquals(new Adam(RATE, moments, 0), read("name=adam"));
        assertEquals(new AdamW(RATE, moments, 0), read("name=adamw"));
        assertEquals(new AmsGrad(RATE, moments, 0), read("name=amsgrad"));
        assertEquals(new RmsProp(RATE, 0.99, 0, 1e-8, false, 0), read("name=rmsprop"));
        assertEquals(new Sgd(RATE, 0.9, true, 0), read("name=sgd"));
        assertEquals(new Yogi(RATE, moments, 0), read("name=yogi"));
    }

    @Test
    void keysReachTheirOptimizer() {
        AdamMoments moments = new AdamMoments(0.8, 0.99, 1e-3, AdamForm.B);
        String[] keys = {"name=yogi", "beta1=0.8", "beta2=0.99", "epsilon=1e-3", "adam-form=b", "weight-decay=1e-4"};
        assertEquals(new Yogi(RATE, moments, 1e-4), read(keys));
        assertEquals(
                new Adagrad(RATE, 0.1, 0, 1e-4),
                read("name=adagrad", "adagrad={ initial-accumulator = 0.1, epsilon = 0 }", "weight-decay=1e-4"));
        String rmsProp =
                "rmsprop={ decay = 0.9, initial-accumulator = 1, epsilon = 1e-10, epsilon-inside-root = true }";
        assertEquals(new RmsProp(RATE, 0.9, 1, 1e-10, true, 1e-4), read("name=rmsprop", rmsProp, "weight-decay=1e-4"));
    }

    @Test
    void schedulesMultiply() {
        Schedule steps = new Piecewise(List.of(new Milestone(60, 0.2), new Milestone(120, 0.2 * 0.2)));
        assertEquals(steps, schedule("schedule.milestones=[60, 120]", "schedule.milestone-factor=0.2"));
        assertEquals(new EpochDecay(0.99), schedule("schedule.epoch-decay=0.99"));
        assertEquals(
                new ScheduleProduct(List.of(new EpochDecay(0.99), new Plateau(0.2))),
                schedule("schedule={ epoch-decay = 0.99, plateau-factor = 0.2 }"));
        assertEquals(new Schedule.Constant(), schedule("schedule.milestone-factor=0.2"));
    }

    @Test
    void aNormClipsTheGradient() {
        assertEquals(new ClippedGradient(new Sgd(RATE, 0.9, true, 0), 5), read("name=sgd", "clip-norm=5"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "optimizer.clip-norm=5 | optimizer.clip-norm must be infinity for alig, whose step size comes from the loss and the gradient, but was 5.0",
                "optimizer.name=sgd; optimizer.clip-norm=0 | optimizer.clip-norm must be > 0, but was 0.0",
                "optimizer.name=adam; optimizer.adam-form=c | optimizer.adam-form must be one of [a, b], but was c (command line)",
                "optimizer.name=sgd; optimizer.schedule.epoch-decay=1.1 | optimizer.schedule.epoch-decay must be <= 1, but was 1.1",
                "optimizer.name=sgd; optimizer.schedule.plateau-factor=NaN | optimizer.schedule.plateau-factor must be > 0, but was NaN",
                "optimizer.name=sgd; optimizer.schedule.milestones=[9, 3] | optimizer.schedule.milestones must have ascending epochs >= 0, but has 3 after 9",
                "optimizer.name=sgd; optimizer.schedule={ milestones = [9], milestone-factor = 0 } | optimizer.schedule.milestone-factor must be > 0, but was 0.0",
                "optimizer.name=sgd; optimizer.schedule.plateau-factor=0.2 | optimizer.schedule.plateau-factor < 1 watches the validation accuracy and expects data.validation-fraction > 0, but found 0.0",
                "optimizer.schedule.decay=0.9 | command line: unknown key optimizer.schedule.decay; did you mean optimizer.schedule.epoch-decay?",
            })
    void badValuesAreNamed(String overrides, String expected) {
        assertEquals(expected, message(overrides.split("; ")));
    }

    @Test
    void aPlateauNeedsClasses() {
        assertEquals(
                "optimizer.schedule.plateau-factor < 1 watches the validation accuracy and expects data.classes >= 2,"
                        + " but found 0",
                message(
                        "optimizer.name=sgd",
                        "optimizer.schedule.plateau-factor=0.2",
                        "data.validation-fraction=0.2",
                        "data.classes=0",
                        "model.loss=squared"));
    }

    @Test
    void whatAnOptimizerDoesNotUseIsIgnored() {
        read("schedule.plateau-factor=0.2", "adagrad.epsilon=-1", "adam-form=c");
    }

    private Schedule schedule(String... keys) {
        Sgd sgd =
                (Sgd) read(Stream.concat(Stream.of("name=sgd"), Stream.of(keys)).toArray(String[]::new));
        return sgd.learningRate().schedule();
    }

    private Optimizer read(String... keys) {
        Stream<String> overrides = Stream.of(keys).map(key -> "optimizer." + key);
        return config(Stream.concat(overrides, Stream.of("data.validation-fraction=0.1"))
                        .toArray(String[]::new))
                .optimizer();
    }

    private String message(String... overrides) {
        return assertThrows(IllegalArgumentException.class, () -> config(overrides))
                .getMessage();
    }

    private RunConfig config(String... overrides) {
        return RunConfig.of(Settings.load(preset, List.of(overrides)));
    }
}
