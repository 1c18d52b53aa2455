package io.aligspark.job.compare;

import io.aligspark.job.config.Candidate;
import io.aligspark.job.launch.TerminalLine;
import io.aligspark.job.report.ComparedRun;
import io.aligspark.job.report.Figures;
import io.aligspark.job.report.RunHistory;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.StepMetrics;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress of a whole comparison, in epochs of all runs that are still to be trained: a bar on a terminal, a plain line every ten seconds
 * elsewhere, and one table row for each run that ended. Safe for several threads. Driver.
 */
final class GridProgress implements AutoCloseable {
    private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** The bar counts in these parts of an epoch. */
    private static final int PARTS = 1000;

    private final PrintStream out;
    private final TerminalLine line;
    private final ProgressBar bar;
    private final int runs;
    private final Map<String, Double> trained = new HashMap<>();
    private final String row;
    private final long start = System.nanoTime();
    private long lastLine = start;
    private double total;
    private int ended;

    /**
     * Starts with the table's head.
     *
     * @param candidates all runs
     * @param epochs to be trained
     */
    GridProgress(PrintStream out, boolean terminal, List<Candidate> candidates, double epochs) {
        this.out = out;
        runs = candidates.size();
        total = epochs;
        row = "%9s  %-" + width("method", candidates, Candidate::method) + "s  %-"
                + width("setting", candidates, Candidate::setting) + "s  %6s  %9s  %10s  %9s  %8s%n";
        out.printf(Locale.ROOT, row, "run", "method", "setting", "seed", "loss", "validation", "test", "seconds");
        line = terminal ? new TerminalLine(out) : null;
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("comparing")
                        .setUnit(" epochs", PARTS)
                        .setInitialMax(parts(total))
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(line)
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    private static int width(String head, List<Candidate> candidates, Function<Candidate, String> text) {
        return candidates.stream()
                .mapToInt(candidate -> text.apply(candidate).length())
                .reduce(head.length(), Math::max);
    }

    /** The view of one run. */
    Events of(Candidate candidate) {
        return new Events() {
            private double epochsPerStep;
            private long before;
            private long taken;
            private long last;

            @Override
            public void attemptStarted(Attempt attempt) {
                last = attempt.lastStep();
                epochsPerStep = (double) candidate.settings().integer("train.epochs") / last;
                before = attempt.firstStep();
                taken = before;
                drop(before * epochsPerStep);
            }

            @Override
            public void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {
                taken = metrics.step();
                move(candidate, (taken - before) * epochsPerStep);
            }

            @Override
            public void warning(String line) {
                print("  " + candidate.run() + ": warning: " + line);
            }

            /** What a run that broke will not train is no work that is left. */
            @Override
            public void attemptEnded() {
                drop((last - taken) * epochsPerStep);
            }
        };
    }

    private synchronized void drop(double epochs) {
        total -= epochs;
    }

    private synchronized void move(Candidate candidate, double epochs) {
        trained.put(candidate.run(), epochs);
        show();
    }

    /** A run ended, now or before. */
    synchronized void ended(ComparedRun run) {
        RunHistory history = run.history();
        ended++;
        above(String.format(
                Locale.ROOT,
                row,
                ended + " of " + runs,
                run.candidate().method(),
                run.candidate().setting(),
                run.candidate().seed(),
                history.diverged() ? "diverged" : Figures.loss(history.loss()),
                Figures.accuracyOrLoss(history.validationAccuracy(), history.validationLoss()),
                Figures.accuracyOrLoss(history.test().accuracy(), history.test().loss()),
                String.format(Locale.ROOT, "%.0f", history.seconds())));
        lastLine = System.nanoTime();
        show();
    }

    /** A line between the others. */
    synchronized void print(String text) {
        above(text + System.lineSeparator());
    }

    private void above(String lines) {
        if (line == null) {
            out.print(lines);
            out.flush();
        } else {
            line.above(lines);
        }
    }

    private void show() {
        double done = trained.values().stream().mapToDouble(Double::doubleValue).sum();
        if (bar != null) {
            bar.maxHint(parts(total));
            bar.stepTo(parts(done));
            bar.setExtraMessage(" " + ended + " of " + runs + " runs");
        } else if (System.nanoTime() - lastLine > PLAIN_INTERVAL_NANOS) {
            lastLine = System.nanoTime();
            double left = 1e-9 * (lastLine - start) / done * (total - done);
            out.printf(
                    Locale.ROOT, "  %d of %d runs, %.1f of %.0f epochs, %.0f s left%n", ended, runs, done, total, left);
        }
    }

    private static long parts(double epochs) {
        return Math.round(PARTS * epochs);
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
