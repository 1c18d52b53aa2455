package io.aligspark.job.train;

import io.aligspark.job.config.Candidate;
import io.aligspark.job.reduction.TrainingFault;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.job.storage.RunFolder;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Trains every candidate of a comparison, one after another, and ranks them. Driver. */
public final class Comparison {
    /** One row a run. */
    public static final String RESULTS = "results.csv";
    /** The tables, for people. */
    public static final String REPORT = "results.md";

    private final Cluster cluster;
    private final PrintStream out;

    /** Runs on that cluster; tells people on {@code out}. */
    public Comparison(Cluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
    }

    private record Row(Candidate candidate, RunSummary summary) {
        /** Best first: accuracy on held-out samples, which a test set must not be, then the loss. */
        double[] rank() {
            boolean validated = !Double.isNaN(summary.validationAccuracy());
            double loss = summary.lastLoss();
            return new double[] {
                summary.fault().isEmpty() ? 0 : 1,
                validated ? -summary.validationAccuracy() : 0,
                Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss
            };
        }
    }

    /**
     * Trains what has not finished before; results of an interrupted comparison are kept.
     *
     * @param folder of the comparison; each run has its own in it
     */
    public void run(List<Candidate> candidates, String folder, boolean terminal) {
        HadoopFiles files = HadoopFiles.of(folder);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            out.printf(
                    Locale.ROOT,
                    "%n[%d of %d] %s %s%n",
                    i + 1,
                    candidates.size(),
                    candidate.method(),
                    candidate.setting());
            rows.add(new Row(candidate, finish(candidate, folder + "/" + candidate.run(), terminal)));
            files.writeAtomically(RESULTS, stream -> {
                try (Writer writer = new OutputStreamWriter(stream, StandardCharsets.UTF_8)) {
                    csv(rows, writer);
                }
            });
        }
        String report = report(rows);
        files.writeAtomically(REPORT, stream -> stream.write(report.getBytes(StandardCharsets.UTF_8)));
        out.println();
        out.print(report);
    }

    private RunSummary finish(Candidate candidate, String path, boolean terminal) {
        HadoopFiles files = HadoopFiles.of(path);
        String config = candidate.settings().render();
        boolean same = files.isFile(RunFolder.CONFIG)
                && files.readText(RunFolder.CONFIG).equals(config)
                && files.isFile(RunFolder.METRICS);
        if (same) {
            RunSummary summary = RunSummary.read(files);
            if (!summary.fault().isEmpty() || files.in("model").isFile(RunFolder.CONFIG)) {
                out.println("finished before: " + files.describe(""));
                return summary;
            }
        }
        boolean resume = same && !files.in("checkpoints").list().isEmpty();
        RunFolder folder = resume ? RunFolder.existing(path) : RunFolder.forNewRun(path, true);
        try {
            new Training(cluster, out).run(candidate.settings(), folder, resume, terminal);
        } catch (TrainingFault | ArithmeticException e) {
            out.println("stopped: " + e.getMessage());
        } finally {
            cluster.release();
        }
        return RunSummary.read(files);
    }

    private static void csv(List<Row> rows, Appendable target) throws IOException {
        CSVPrinter printer = new CSVPrinter(target, CSVFormat.DEFAULT);
        printer.printRecord(
                "method",
                "setting",
                "run",
                "training loss",
                "validation loss",
                "validation accuracy",
                "test accuracy",
                "seconds",
                "fault");
        for (Row row : rows) {
            RunSummary summary = row.summary;
            printer.printRecord(
                    row.candidate.method(),
                    row.candidate.setting(),
                    row.candidate.run(),
                    summary.lastLoss(),
                    summary.validationLoss(),
                    summary.validationAccuracy(),
                    summary.testAccuracy(),
                    summary.seconds(),
                    summary.fault());
        }
        printer.flush();
    }

    /** Markdown: every run, best first; then the training loss per epoch of each method's best. */
    private static String report(List<Row> unordered) {
        List<Row> rows = new ArrayList<>(unordered);
        rows.sort(Comparator.comparing(Row::rank, java.util.Arrays::compare));
        StringBuilder text = new StringBuilder("""
                | method | setting | training loss | validation acc. | test acc. | seconds |
                |---|---|---|---|---|---|
                """);
        Map<String, Row> best = new LinkedHashMap<>();
        for (Row row : rows) {
            best.putIfAbsent(row.candidate.method(), row);
            RunSummary summary = row.summary;
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %s | %s | %s | %.0f |%n",
                    row.candidate.method(),
                    row.candidate.setting(),
                    summary.fault().isEmpty() ? String.format(Locale.ROOT, "%.5f", summary.lastLoss()) : "diverged",
                    Progress.percent(summary.validationAccuracy()),
                    Progress.percent(summary.testAccuracy()),
                    summary.seconds()));
        }
        text.append("\nTraining loss per epoch, best setting of each method:\n\n| epoch |");
        best.values()
                .forEach(row -> text.append(' ').append(row.candidate.method()).append(" |"));
        text.append("\n|---|").append("---|".repeat(best.size())).append('\n');
        int epochs = best.values().stream()
                .mapToInt(row -> row.summary.losses().size())
                .max()
                .orElse(0);
        for (int epoch = 0; epoch < epochs; epoch++) {
            text.append("| ").append(epoch + 1).append(" |");
            for (Row row : best.values()) {
                List<Double> losses = row.summary.losses();
                text.append(epoch < losses.size() ? String.format(Locale.ROOT, " %.5f |", losses.get(epoch)) : " - |");
            }
            text.append('\n');
        }
        return text.toString();
    }
}
