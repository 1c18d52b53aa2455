package io.aligspark.job.report;

import io.aligspark.job.config.Candidate;
import io.aligspark.job.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Made-up runs of a comparison. */
final class Runs {
    private final Settings settings;

    Runs(Path folder) throws IOException {
        Path preset =
                Files.writeString(folder.resolve("preset.conf"), "data { train.samples = rows.csv, shape = [2] }\n");
        settings = Settings.load(preset.toString(), List.of());
    }

    /** A run of two epochs that ended with these figures. */
    ComparedRun of(String method, String value, long seed, double loss, double validation, double test) {
        return of(method, value, seed, new double[] {2 * loss, loss}, validation, test, "");
    }

    /** A run that broke in its second epoch. */
    ComparedRun broken(String method, String value, long seed) {
        return of(method, value, seed, new double[] {3}, 0.1, Double.NaN, "training broke at step 7: loss is NaN");
    }

    private ComparedRun of(
            String method, String value, long seed, double[] losses, double validation, double test, String fault) {
        List<RunHistory.Epoch> epochs = new ArrayList<>();
        for (double loss : losses) {
            epochs.add(new RunHistory.Epoch(epochs.size() + 1, loss, 0.1, 0.5, Double.NaN, validation, 1000, 2));
        }
        String setting = value.isEmpty() ? "" : "rate=" + value;
        return new ComparedRun(
                new Candidate(
                        method, setting, value.isEmpty() ? "" : "rate", value, seed, method + value + seed, settings),
                new RunHistory(
                        "Spark 4, 2 task slots, CPU, compute threads a task: 1",
                        epochs,
                        new RunHistory.Test(Double.isNaN(test) ? 0 : 100, 1, test, 1, test),
                        "",
                        fault));
    }
}
