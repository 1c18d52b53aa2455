package io.aligspark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.aligspark.it.Command.Output;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a stranger runs. */
class QuickstartIT {
    @TempDir
    Path folder;

    @Test
    void trainsToItsAccuracyWithoutNoise() throws IOException {
        Output output = Command.quickstart(folder).run();
        assertEquals(0, output.exitCode(), output.error());
        assertEquals("", output.error(), "nothing but the program's own words");
        assertTrue(output.percentage("test accuracy") >= 96, output.out());
        assertGoldenLosses(output.out());
        for (String left :
                List.of("config.conf", "metrics.jsonl", "report.html", "checkpoints", "model/model.safetensors")) {
            assertTrue(Files.exists(folder.resolve("runs/quickstart").resolve(left)), left);
        }
    }

    /**
     * Losses per epoch as text, so that a change of the numerics shows. The last bits differ between kinds of processors,
     * and training enlarges them: hence the tolerance, and only the first epochs.
     */
    private static void assertGoldenLosses(String out) throws IOException {
        List<String> rows =
                out.lines().filter(line -> line.matches(" {5,6}\\d+ .*")).toList();
        assertEquals(20, rows.size(), out);
        try (BufferedReader golden = new BufferedReader(new InputStreamReader(
                QuickstartIT.class.getResourceAsStream("/golden-losses/quickstart.txt"), StandardCharsets.UTF_8))) {
            for (String line :
                    golden.lines().filter(text -> !text.startsWith("#")).toList()) {
                List<String> words = List.of(line.split(" ", -1));
                String row = rows.get(Integer.parseInt(words.get(0)) - 1);
                double expected = Double.parseDouble(words.get(1));
                double actual =
                        Double.parseDouble(List.of(row.trim().split(" +", -1)).get(1));
                assertEquals(expected, actual, 0.01 * expected, "epoch " + words.get(0));
            }
        }
    }
}
