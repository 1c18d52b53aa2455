package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.optimizer.Alig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The presets that are shipped load, and those of the paper hold its settings. */
class PresetsTest {
    private static final Path CONF = Path.of("..", "conf");

    static Stream<Path> small() throws IOException {
        try (Stream<Path> files = Files.list(CONF.resolve("small"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            cifar10-densenet-40-40,           1901920,  64,  0.1,      0.9, 75,       300
            cifar10-wrn-40-4,                 8949210,  256, 1,        0.9, 100,      200
            cifar100-densenet-40-40,          1941520,  256, 0.1,      0.9, 75,       300
            cifar100-densenet-40-40-objective, 1941520, 64,  0.1,      0.9, Infinity, 300
            cifar100-wrn-40-4,                8972340,  128, 0.1,      0.9, 100,      200
            cifar100-wrn-40-4-objective,      8972340,  128, 1,        0.9, Infinity, 200
            dnc-copy,                         43980,    16,  100,      0,   Infinity, 1
            imagenet-resnet-18,               11689512, 1024, 10,      0,   400,      90
            snli-bi-lstm-ce,                  47155715, 64,  1,        0,   Infinity, 20
            snli-bi-lstm-svm,                 47155715, 64,  1,        0,   Infinity, 20
            svhn-wrn-16-4,                    2748890,  128, 0.01,     0.9, 50,       160
            """)
    void presetsOfThePaperHoldItsSettings(
            String name,
            int parameters,
            int batch,
            double maxLearningRate,
            double momentum,
            double radius,
            int epochs) {
        RunConfig config = load(CONF.resolve("paper").resolve(name + ".conf"));
        assertEquals(parameters, config.network().parameters().length());
        assertEquals(batch, config.train().batchSize());
        assertEquals(epochs, config.train().epochs());
        assertEquals(radius, config.projection().radius());
        Alig alig = (Alig) config.optimizer();
        assertEquals(maxLearningRate, alig.maxLearningRate());
        assertEquals(momentum, alig.momentum());
        assertEquals(name.startsWith("dnc") ? 0 : 1e-5, alig.delta());
    }

    @Test
    void everyPresetOfThePaperIsChecked() throws IOException {
        try (Stream<Path> files = Files.list(CONF.resolve("paper"))) {
            assertEquals(11, files.count());
        }
    }

    @ParameterizedTest
    @MethodSource("small")
    void smallPresetsAreOnTheDataOfThePaper(Path preset) {
        RunConfig config = load(preset);
        assertTrue(config.network().parameters().length() > 1000, config.network()::name);
    }

    @Test
    void theComparisonsLoad() {
        assertEquals(8, comparison("cifar10-wrn-16-1.conf").size());
        assertEquals(12, comparison("a9a.conf").size());
        assertEquals(40, comparison("fashion-mnist-lenet.conf").size());
        assertEquals(38, comparison("dnc-copy.conf").size());
        List<Candidate> digits = comparison("optdigits.conf");
        assertEquals(24, digits.size());
        assertEquals(
                List.of("ALI-G", "SGD", "SGD, Nesterov", "Adam"),
                digits.stream().map(Candidate::method).distinct().toList());
    }

    private static List<Candidate> comparison(String name) {
        return ComparisonSettings.read(CONF.resolve("compare").resolve(name).toString(), List.of("data.root=x"));
    }

    private static RunConfig load(Path preset) {
        return RunConfig.of(Settings.load(preset.toString(), List.of()));
    }
}
