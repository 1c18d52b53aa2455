package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompareTest extends CommandTest {
    private static final String METHODS = """
            methods = [
              { name = ALI-G, grid = { optimizer.max-learning-rate = [0.01, 0.1] } }
              { name = SGD, set = { optimizer { name = sgd, momentum = 0 } }, grid = { optimizer.learning-rate = [0.1, 1e30] } }
            ]
            """;

    private Path comparison;

    @BeforeEach
    void prepare() throws IOException {
        Path rows = folder.resolve("rows.csv");
        Files.writeString(
                rows,
                IntStream.range(0, 40)
                        .mapToObj(i -> i % 5 + "," + i % 7 + "," + (i % 5 > 2 ? 1 : 0))
                        .collect(Collectors.joining("\n")));
        Path base = Files.writeString(
                folder.resolve("base.conf"),
                "model { name = mlp, hidden = [4] }\n"
                        + "data { train.samples = \"" + rows + "\", test.samples = \"" + rows + "\", shape = [2]\n"
                        + "  classes = 2, validation-fraction = 0.2 }\n"
                        + "train { epochs = 3, batch-size = 8, shard-size = 4 }\n"
                        + "output.dir = \"" + folder.resolve("runs") + "\"\n");
        comparison = folder.resolve("both.conf");
        Files.writeString(comparison, "base = \"" + base + "\"\n" + METHODS);
    }

    private String compare(int exitCode, String... overrides) {
        List<String> arguments = new java.util.ArrayList<>(
                List.of("compare", comparison.toString(), "--master", "local[2]", "--conf", "spark.ui.enabled=false"));
        arguments.addAll(List.of(overrides));
        assertEquals(exitCode, execute(arguments.toArray(String[]::new)), error::toString);
        return exitCode == 0 ? out.toString(StandardCharsets.UTF_8) : error.toString(StandardCharsets.UTF_8);
    }

    @Test
    void ranksEveryRunAndRepeatsNoFinishedOne() throws IOException {
        String printed = compare(0);
        assertTrue(printed.contains("4 runs, 0 of them ended before"), printed);
        Path runs = folder.resolve("runs/both");
        List<String> results = Files.readAllLines(runs.resolve("results.csv"));
        assertEquals(5, results.size());
        List<String> ranking = Files.readAllLines(runs.resolve("results.md"));
        assertTrue(ranking.get(5).startsWith("| SGD | learning-rate=1.0E30 | diverged |"), ranking::toString);
        assertTrue(ranking.contains("Training loss per epoch, best setting of each method:"));

        // Only what is missing is trained again, and nothing else changes.
        Map<String, String> before = metrics(runs);
        Files.delete(runs.resolve("ali-g-max-learning-rate=0.1/model/config.conf"));
        assertTrue(compare(0).contains("4 runs, 3 of them ended before"));
        Map<String, String> after = metrics(runs);
        assertNotEquals(before.remove("ali-g-max-learning-rate=0.1"), after.remove("ali-g-max-learning-rate=0.1"));
        assertEquals(before, after);
        assertEquals(withoutSeconds(ranking), withoutSeconds(Files.readAllLines(runs.resolve("results.md"))));
        assertTrue(compare(0).contains("4 runs, 4 of them ended before"));
    }

    @Test
    void runsBesideEachOtherHaveTheBitsOfRunsAlone() throws IOException {
        Files.writeString(comparison, "seeds = [1, 2]\n" + Files.readString(comparison));
        compare(0, "--parallel", "1", "train.epochs=1", "output.dir=" + folder.resolve("alone"));
        compare(0, "--parallel", "3", "train.epochs=1", "output.dir=" + folder.resolve("together"));
        List<String> alone = weights(folder.resolve("alone/both"));
        assertEquals(alone, weights(folder.resolve("together/both")));
        List<String> trained = alone.stream()
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .filter(sha256 -> sha256.matches("[0-9a-f]{64}"))
                .toList();
        assertTrue(trained.size() >= 6, "all but those that diverge: " + alone);
        assertEquals(trained.size(), Set.copyOf(trained).size(), "settings and seeds matter: " + alone);
    }

    /** Run and weights of every row. */
    private static List<String> weights(Path runs) throws IOException {
        return Files.readAllLines(runs.resolve("results.csv")).stream()
                .map(line -> line.split(",", -1)[3] + " " + line.split(",", -1)[11])
                .toList();
    }

    /** Metrics by run. */
    private static Map<String, String> metrics(Path runs) throws IOException {
        Map<String, String> metrics = new TreeMap<>();
        try (Stream<Path> folders = Files.list(runs).filter(Files::isDirectory)) {
            for (Path run : folders.toList()) {
                metrics.put(run.getFileName().toString(), Files.readString(run.resolve("metrics.jsonl")));
            }
        }
        return metrics;
    }

    @Test
    void theFolderOfARunIsNotTaken() throws IOException {
        Path run = Files.createDirectories(folder.resolve("runs/both"));
        Files.writeString(run.resolve("config.conf"), "");
        assertEquals(
                "alig: the folder of the comparison, " + run
                        + ", is that of a run: rename the comparison, or choose another place with output.dir=...\n",
                compare(2));
        assertEquals("alig: --parallel must be >= 1, but was 0\n", compare(2, "--parallel", "0"));
    }

    @Test
    void badComparisonsAreOneLine() throws IOException {
        Files.writeString(comparison, "bases = x\n");
        assertEquals(
                "alig: " + comparison + ": unknown key bases; there are [base, grid, methods, seeds, set]\n",
                compare(2));
        Files.writeString(comparison, "base = \"" + folder.resolve("base.conf") + "\"\nmethods = [{ grid = {} }]\n");
        assertTrue(compare(2).contains("name"));
        Files.writeString(
                comparison,
                "base = \"" + folder.resolve("base.conf")
                        + "\"\nmethods = [{ name = a, set = { optimizer.eta = 1 } }]\n");
        assertTrue(compare(2).contains("unknown key optimizer.eta"));
    }

    private static List<String> withoutSeconds(List<String> lines) {
        return lines.stream().map(line -> line.replaceAll("\\| \\d+ \\|$", "|")).toList();
    }
}
