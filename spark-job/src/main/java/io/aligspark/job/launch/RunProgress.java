package io.aligspark.job.launch;

import io.aligspark.job.report.Figures;
import io.aligspark.job.session.EpochMetrics;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.StepMetrics;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress for people: a bar on a terminal, a plain line every ten seconds elsewhere, and one table row per epoch.
 * Driver.
 */
public final class RunProgress implements Events {
    private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final List<Column> COLUMNS = List.of(
            new Column(7, 0),
            new Column(9, 0),
            new Column(10, 2),
            new Column(8, 4),
            new Column(10, 1),
            new Column(9, 3),
            new Column(8, 5));

    private static final int GAP = 2;

    /**
     * A column of the table.
     *
     * @param width in characters
     * @param rank of its importance, 0 first
     */
    private record Column(int width, int rank) {}

    private final PrintStream out;
    private final boolean terminal;
    private boolean onClasses;
    private TerminalLine line;
    private ProgressBar bar;
    private long firstStep;
    private long lastStep;
    private long start;
    private long lastLine;

    /** Prints to {@code out}; {@code terminal} says whether a bar can be drawn there. */
    public RunProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints the table's head. */
    @Override
    public void attemptStarted(Attempt attempt) {
        onClasses = attempt.onClasses();
        firstStep = attempt.firstStep();
        lastStep = attempt.lastStep();
        start = System.nanoTime();
        lastLine = start;
        String validation = onClasses ? "val. acc." : "val. loss";
        line = terminal ? new TerminalLine(out) : null;
        out.print(row("epoch", "loss", "step size", "clipped", validation, "samples/s", "seconds"));
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("training")
                        .setInitialMax(lastStep)
                        .startsFrom(firstStep, Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setConsumer(line)
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    @Override
    public void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {
        long step = metrics.step();
        if (bar != null) {
            bar.stepTo(step);
            bar.setExtraMessage(String.format(
                    Locale.ROOT, " loss %.4f  step size %.3g  %.0f/s", lossMean, metrics.stepSize(), samplesPerSecond));
        } else if (System.nanoTime() - lastLine > PLAIN_INTERVAL_NANOS) {
            lastLine = System.nanoTime();
            double left = 1e-9 * (lastLine - start) / (step - firstStep) * (lastStep - step);
            out.printf(
                    Locale.ROOT,
                    "  epoch %d, step %d of %d: loss %.4f, step size %.3g, %.0f samples/s, %.0f s left%n",
                    metrics.epoch(),
                    step,
                    lastStep,
                    lossMean,
                    metrics.stepSize(),
                    samplesPerSecond,
                    left);
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        String row = row(
                String.valueOf(epoch.epoch()),
                Figures.loss(epoch.loss()),
                String.format(Locale.ROOT, "%.4g", epoch.stepSizeMean()),
                Figures.percent(epoch.clippedShare()),
                onClasses ? Figures.percent(epoch.validationAccuracy()) : Figures.loss(epoch.validationLoss()),
                String.format(Locale.ROOT, "%.0f", epoch.samplesPerSecond()),
                String.format(Locale.ROOT, "%.2f", epoch.seconds()));
        lastLine = System.nanoTime();
        print(row);
    }

    /** Above the bar, if there is one. */
    private void print(String text) {
        if (bar == null) {
            out.print(text);
            out.flush();
        } else {
            line.above(text);
        }
    }

    @Override
    public void note(String text) {
        print(text + System.lineSeparator());
    }

    @Override
    public void warning(String text) {
        note("warning: " + text);
    }

    /** A line of the table, with as many columns as the terminal has room for, the more important ones first. */
    private String row(String... values) {
        int room = line == null ? Integer.MAX_VALUE : line.getMaxRenderedLength();
        int last = COLUMNS.size() - 1;
        while (last > 0 && width(last) > room) {
            last--;
        }
        StringBuilder row = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            if (COLUMNS.get(i).rank <= last) {
                row.append(" ".repeat(row.isEmpty() ? 0 : GAP))
                        .append(" ".repeat(Math.max(0, COLUMNS.get(i).width - values[i].length())))
                        .append(values[i]);
            }
        }
        return row.append(System.lineSeparator()).toString();
    }

    /** Of the columns up to a rank. */
    private static int width(int rank) {
        return COLUMNS.stream()
                        .filter(column -> column.rank <= rank)
                        .mapToInt(column -> column.width + GAP)
                        .sum()
                - GAP;
    }

    @Override
    public void attemptEnded() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
