package io.aligspark.job.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
        assertTrue(printed.contains("[4 of 4] SGD learning-rate=1.0E30"), printed);
        Path runs = folder.resolve("runs/both");
        List<String> results = Files.readAllLines(runs.resolve("results.csv"));
        assertEquals(5, results.size());
        List<String> ranking = Files.readAllLines(runs.resolve("results.md"));
        assertTrue(ranking.get(5).startsWith("| SGD | learning-rate=1.0E30 | diverged |"), ranking::toString);
        assertTrue(ranking.contains("Training loss per epoch, best setting of each method:"));

        // Only what is missing is trained again, and nothing else changes.
        Files.delete(runs.resolve("ali-g-max-learning-rate=0.1/model/config.conf"));
        String again = compare(0);
        assertEquals(
                3,
                again.lines().filter(line -> line.startsWith("finished before")).count(),
                again);
        assertEquals(withoutSeconds(ranking), withoutSeconds(Files.readAllLines(runs.resolve("results.md"))));
    }

    @Test
    void badComparisonsAreOneLine() throws IOException {
        Files.writeString(comparison, "bases = x\n");
        assertEquals("alig: " + comparison + ": unknown key bases; there are [base, methods]\n", compare(2));
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
