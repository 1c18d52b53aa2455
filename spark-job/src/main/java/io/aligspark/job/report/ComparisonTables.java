package io.aligspark.job.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** A comparison as text. */
public final class ComparisonTables {
    private ComparisonTables() {}

    /** One row a run, as RFC 4180. */
    public static String csv(Collection<ComparedRun> runs) {
        StringBuilder text = new StringBuilder();
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.DEFAULT)) {
            printer.printRecord(
                    "method",
                    "setting",
                    "seed",
                    "run",
                    "epochs",
                    "training loss",
                    "validation loss",
                    "validation accuracy",
                    "test loss",
                    "test accuracy",
                    "seconds",
                    "weights sha256",
                    "fault");
            for (ComparedRun run : runs) {
                RunHistory history = run.history();
                printer.printRecord(
                        run.candidate().method(),
                        run.candidate().setting(),
                        run.candidate().seed(),
                        run.candidate().run(),
                        history.epochs().size(),
                        history.loss(),
                        history.validationLoss(),
                        history.validationAccuracy(),
                        history.test().loss(),
                        history.test().accuracy(),
                        history.seconds(),
                        history.sha256(),
                        history.fault());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /** Markdown: every setting, best first; then the training loss per epoch of each method's best. */
    public static String markdown(Collection<ComparedRun> runs) {
        Ranking ranking = Ranking.of(runs);
        boolean onClasses = runs.stream()
                .anyMatch(run -> !Double.isNaN(run.history().validationAccuracy())
                        || !Double.isNaN(run.history().test().accuracy()));
        String measure = onClasses ? "acc." : "loss";
        StringBuilder text = new StringBuilder();
        row(text, List.of("method", "setting", "training loss", "validation " + measure, "test " + measure, "seconds"));
        text.append("|---".repeat(6)).append("|\n");
        for (SettingResult setting : ranking.settings()) {
            row(
                    text,
                    List.of(
                            setting.method(),
                            setting.setting(),
                            Figures.lossOrDiverged(setting),
                            onClasses
                                    ? Figures.percent(setting.validationAccuracy())
                                    : Figures.loss(setting.validationLoss()),
                            onClasses ? Figures.percent(setting.testAccuracy()) : Figures.loss(setting.testLoss()),
                            String.format(Locale.ROOT, "%.0f", setting.seconds())));
        }
        if (runs.size() > ranking.settings().size()) {
            text.append("\nMean ± deviation of the sample (n - 1) over the seeds; seconds are the mean.\n");
        }
        lossPerEpoch(text, ranking.best());
        return text.toString();
    }

    private static void lossPerEpoch(StringBuilder text, List<SettingResult> best) {
        text.append("\nTraining loss per epoch, best setting of each method:\n\n");
        row(text, cells("epoch", best, SettingResult::method));
        text.append("|---".repeat(best.size() + 1)).append("|\n");
        List<List<Double>> curves = best.stream()
                .map(setting -> setting.perEpoch(RunHistory.Epoch::loss))
                .toList();
        int epochs = curves.stream().mapToInt(List::size).max().orElse(0);
        for (int i = 0; i < epochs; i++) {
            int epoch = i;
            row(
                    text,
                    cells(
                            String.valueOf(epoch + 1),
                            curves,
                            curve -> epoch < curve.size() ? Figures.loss(curve.get(epoch)) : "-"));
        }
    }

    private static <T> List<String> cells(String first, List<T> rest, Function<T, String> text) {
        return Stream.concat(Stream.of(first), rest.stream().map(text)).toList();
    }

    private static void row(StringBuilder text, List<String> cells) {
        text.append(cells.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }
}
