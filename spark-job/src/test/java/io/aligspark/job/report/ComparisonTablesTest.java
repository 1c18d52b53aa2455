package io.aligspark.job.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTablesTest {
    @TempDir
    private Path folder;

    private Runs runs;

    @BeforeEach
    void prepare() throws IOException {
        runs = new Runs(folder);
    }

    @Test
    void theDeviationIsThatOfTheSample() {
        // Squares 4 + 0 + 4 over n - 1 = 2.
        assertEquals(new Statistic(3, 2), Statistic.of(1, 3, 5));
        assertEquals(new Statistic(3, Double.NaN), Statistic.of(3));
        assertEquals(new Statistic(Double.NaN, Double.NaN), Statistic.of(3, Double.NaN));
    }

    @Test
    void settingsAreRankedByHeldOutAccuracyThenByTrainingLoss() {
        String table = ComparisonTables.markdown(List.of(
                // The test set must not decide.
                runs.of("A", "1", 1, 0.2, 0.90, 0.99),
                runs.of("A", "1", 2, 0.4, 0.92, 0.97),
                runs.of("A", "2", 1, 0.1, 0.93, 0.90),
                runs.of("A", "2", 2, 0.1, 0.97, 0.94),
                runs.of("B|C", "", 1, 0.05, 0.95, 0.91),
                runs.of("B|C", "", 2, 0.05, 0.95, 0.91),
                runs.broken("D", "1", 1),
                runs.of("D", "1", 2, 0.01, 1, 1)));
        assertEquals(
                List.of(
                        "| method | setting | training loss | validation acc. | test acc. | seconds |",
                        "|---|---|---|---|---|---|",
                        "| B\\|C |  | 0.05000 ± 0.00000 | 95.00 ± 0.00 % | 91.00 ± 0.00 % | 4 |",
                        "| A | rate=2 | 0.10000 ± 0.00000 | 95.00 ± 2.83 % | 92.00 ± 2.83 % | 4 |",
                        "| A | rate=1 | 0.30000 ± 0.14142 | 91.00 ± 1.41 % | 98.00 ± 1.41 % | 4 |",
                        "| D | rate=1 | 1 of 2 diverged | 55.00 ± 63.64 % | - | 3 |",
                        "",
                        "Mean ± deviation of the sample (n - 1) over the seeds; seconds are the mean.",
                        "",
                        "Training loss per epoch, best setting of each method:",
                        "",
                        "| epoch | B\\|C | A | D |",
                        "|---|---|---|---|",
                        "| 1 | 0.10000 | 0.20000 | 1.51000 |",
                        "| 2 | 0.05000 | 0.10000 | - |"),
                table.lines().toList());
    }

    @Test
    void csvHasARowForEachRun() {
        List<String> rows = ComparisonTables.csv(
                        List.of(runs.of("A, B", "1", 1, 0.2, 0.9, 0.8), runs.broken("D", "1", 1)))
                .lines()
                .toList();
        assertEquals(3, rows.size());
        assertTrue(rows.get(1).startsWith("\"A, B\",rate=1,1,"), rows::toString);
        assertTrue(rows.get(2).endsWith(",training broke at step 7: loss is NaN"), rows::toString);
    }

    @Test
    void heatMapsAlignEqualNumbersAndEndWithInfinityAndTexts() {
        HeatMap heat = HeatMap.of(Ranking.of(List.of(
                runs.of("A", "0.1", 1, 0.2, 0.9, 0.8),
                runs.of("A", "infinity", 1, 0.3, 0.8, 0.8),
                runs.broken("A", "10", 1),
                runs.of("B", "1e-1", 1, 0.4, 0.7, 0.8),
                runs.of("B", "1.0E-5", 1, 0.4, 0.6, 0.8),
                runs.of("B", "exact", 1, 0.4, 0.5, 0.8),
                runs.of("C", "", 1, 0.5, 0.4, 0.8))));
        assertEquals(List.of("1e-5", "0.1", "10", "∞", "none", "exact"), heat.values());
        assertEquals(List.of("A", "B", "C"), heat.methods());
        assertEquals(List.of("rate", "rate", ""), heat.axes());
        assertTrue(heat.cells().contains(new HeatMap.Cell(1, 0, 0.2, false, "rate=0.1")));
        assertTrue(heat.cells().contains(new HeatMap.Cell(1, 1, 0.4, false, "rate=1e-1")));
        assertTrue(heat.cells().contains(new HeatMap.Cell(2, 0, 3, true, "rate=10")));
        assertEquals(7, heat.cells().size());
    }

    @Test
    void heatMapLabelsAreShort() {
        assertEquals(
                List.of("0", "0.001", "1e-4", "2.5e-7", "1000", "1e30"),
                List.of("0", "0.001", "0.0001", "2.5E-7", "1e3", "1e30").stream()
                        .map(HeatMap::label)
                        .toList());
    }
}
