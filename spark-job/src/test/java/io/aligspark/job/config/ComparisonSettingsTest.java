package io.aligspark.job.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonSettingsTest {
    private static final String SGD =
            "methods = [{ name = SGD, set = { optimizer.name = sgd }, grid = { optimizer.learning-rate = [0.1, 1] } }]\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void prepare() throws IOException {
        Files.writeString(folder.resolve("base.conf"), "data { train.samples = rows.csv, shape = [2], classes = 2 }\n");
    }

    private List<Candidate> read(String text, String... overrides) throws IOException {
        Path comparison = Files.writeString(folder.resolve("both.conf"), "base = base.conf\n" + text);
        return ComparisonSettings.read(comparison.toString(), List.of(overrides));
    }

    private String mistake(String text, String... overrides) {
        String message = assertThrows(IllegalArgumentException.class, () -> read(text, overrides))
                .getMessage();
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    @Test
    void everySettingIsRepeatedWithEverySeed() throws IOException {
        List<Candidate> runs = read("seeds = [7, 8]\n" + SGD);
        assertEquals(
                List.of(
                        "sgd-learning-rate=0.1-seed=7",
                        "sgd-learning-rate=0.1-seed=8",
                        "sgd-learning-rate=1-seed=7",
                        "sgd-learning-rate=1-seed=8"),
                runs.stream().map(Candidate::run).toList());
        Candidate second = runs.get(1);
        assertEquals("learning-rate=0.1", second.setting());
        assertEquals(8, second.seed());
        assertEquals(8, second.settings().whole("train.seed"));
        assertEquals(0.1, second.settings().number("optimizer.learning-rate"));
    }

    @Test
    void withoutSeedsTheConfigurationsOwnCounts() throws IOException {
        Candidate first = read(SGD, "train.seed=5").get(0);
        assertEquals("sgd-learning-rate=0.1", first.run());
        assertEquals(5, first.seed());
    }

    @Test
    void whatIsCommonHoldsForMethodsThatDoNotReplaceIt() throws IOException {
        List<Candidate> runs = read("""
                set = { train.epochs = 7, optimizer.momentum = 0 }
                grid = { train.batch-size = [32, 64] }
                methods = [
                  { name = SGD, set = { optimizer.name = sgd }, grid = { optimizer.learning-rate = [0.1, 1] } }
                  { name = set, set = { train.batch-size = 16 } }
                  { name = own, grid = { train.batch-size = [8] } }
                  { name = ALI-G, set = { optimizer.momentum = 0.5 } }
                ]
                """);
        assertEquals(
                List.of(
                        "SGD learning-rate=0.1, batch-size=32",
                        "SGD learning-rate=0.1, batch-size=64",
                        "SGD learning-rate=1, batch-size=32",
                        "SGD learning-rate=1, batch-size=64",
                        "set ",
                        "own batch-size=8",
                        "ALI-G batch-size=32",
                        "ALI-G batch-size=64"),
                runs.stream().map(run -> run.method() + " " + run.setting()).toList());
        assertEquals(16, runs.get(4).settings().integer("train.batch-size"));
        assertEquals(0, runs.get(0).settings().number("optimizer.momentum"));
        assertEquals(0.5, runs.get(7).settings().number("optimizer.momentum"));
        assertTrue(runs.stream().allMatch(run -> run.settings().integer("train.epochs") == 7));
    }

    @Test
    void theMainHyperParameterIsTheLearningRateUnlessAnotherIsNamed() throws IOException {
        String grid = "name = SGD, set = { optimizer.name = sgd },"
                + " grid { optimizer { learning-rate = [1], momentum = [0, 0.9] } }";
        Candidate first = read("methods = [{" + grid + "}]").get(1);
        assertEquals("learning-rate 1", first.axis() + " " + first.value());
        Candidate named =
                read("methods = [{ axis = optimizer.momentum, " + grid + "}]").get(1);
        assertEquals("momentum 0.9", named.axis() + " " + named.value());
        assertEquals("momentum=0.9, learning-rate=1", named.setting());
        Candidate infinite = read("methods = [{ name = a, grid { optimizer.max-learning-rate = [infinity] } }]")
                .get(0);
        assertEquals("infinity", infinite.value());
    }

    @Test
    void mistakesAreOneLine() {
        assertTrue(mistake("seeds = []\n" + SGD).endsWith("seeds must be one or more, but was []"));
        assertTrue(mistake("seeds = [a]\n" + SGD).contains("seeds"));
        assertTrue(mistake("seeds = [1, 1]\n" + SGD).contains("two runs are called sgd-learning-rate=0.1-seed=1"));
        assertTrue(mistake("grid = { train.seed = [1, 2] }\n" + SGD).contains("list seeds at the top"));
        assertTrue(mistake("grid = { train.batch-size = 3 }\n" + SGD).endsWith("in grid must be a list, but was 3"));
        assertTrue(mistake("grid = { train.batch-size = [0] }\n" + SGD).contains("train.batch-size must be >= 1"));
        assertTrue(mistake("methods = [{ name = a, axis = train.epochs, grid { train.batch-size = [1] } }]")
                .endsWith("axis must be one of [train.batch-size], the keys of the grid, but was train.epochs"));
        assertTrue(mistake(SGD, "optimizer.learning-rate=3").startsWith("optimizer.learning-rate=3: the comparison "));
        assertTrue(mistake(SGD, "exchange.precision=bf16")
                .endsWith("exchange.precision = bf16 in a comparison expects train.reduction = peer, but found auto"));
        assertTrue(mistake("seeds = [1]\n" + SGD, "train.seed=3").contains("has values of its own for train.seed"));
    }
}
