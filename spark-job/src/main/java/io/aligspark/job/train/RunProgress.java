package io.aligspark.job.train;

import io.aligspark.job.report.Figures;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress for people: a bar on a terminal, a plain line every ten seconds elsewhere, and one table row per epoch.
 * Driver.
 */
final class RunProgress implements Progress {
    private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BAR_WIDTH = 110;
    private static final String ROW = "%7s  %9s  %10s  %8s  %10s  %9s  %8s%n";

    private final PrintStream out;
    private final boolean terminal;
    private boolean onClasses;
    private ProgressBar bar;
    private long firstStep;
    private long lastStep;
    private long start;
    private long lastLine;

    /** Prints to {@code out}; {@code terminal} says whether a bar can be drawn there. */
    RunProgress(PrintStream out, boolean terminal) {
        this.out = out;
        this.terminal = terminal;
    }

    /** Prints the table's head. */
    @Override
    public void start(boolean ofClasses, long stepsBefore, long steps) {
        onClasses = ofClasses;
        firstStep = stepsBefore;
        lastStep = steps;
        start = System.nanoTime();
        lastLine = start;
        String validation = onClasses ? "val. acc." : "val. loss";
        out.printf(Locale.ROOT, ROW, "epoch", "loss", "step size", "clipped", validation, "samples/s", "seconds");
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName("training")
                        .setInitialMax(lastStep)
                        .startsFrom(firstStep, Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setUpdateIntervalMillis(200)
                        .setMaxRenderedLength(BAR_WIDTH)
                        .setConsumer(new ConsoleProgressBarConsumer(out, BAR_WIDTH))
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    @Override
    public void step(int epoch, long step, double lossMean, double stepSize, double samplesPerSecond) {
        if (bar != null) {
            bar.stepTo(step);
            bar.setExtraMessage(String.format(
                    Locale.ROOT, " loss %.4f  step size %.3g  %.0f/s", lossMean, stepSize, samplesPerSecond));
        } else if (System.nanoTime() - lastLine > PLAIN_INTERVAL_NANOS) {
            lastLine = System.nanoTime();
            double left = 1e-9 * (lastLine - start) / (step - firstStep) * (lastStep - step);
            out.printf(
                    Locale.ROOT,
                    "  epoch %d, step %d of %d: loss %.4f, step size %.3g, %.0f samples/s, %.0f s left%n",
                    epoch,
                    step,
                    lastStep,
                    lossMean,
                    stepSize,
                    samplesPerSecond,
                    left);
        }
    }

    @Override
    public void epoch(EpochMetrics epoch) {
        String row = String.format(
                Locale.ROOT,
                ROW,
                epoch.epoch(),
                Figures.loss(epoch.loss()),
                String.format(Locale.ROOT, "%.4g", epoch.stepSizeMean()),
                Figures.percent(epoch.clippedShare()),
                onClasses ? Figures.percent(epoch.validationAccuracy()) : Figures.loss(epoch.validationLoss()),
                String.format(Locale.ROOT, "%.0f", epoch.samplesPerSecond()),
                String.format(Locale.ROOT, "%.2f", epoch.seconds()));
        lastLine = System.nanoTime();
        if (bar != null) {
            // Over the bar's line; the bar draws itself again below.
            out.print("\r" + " ".repeat(BAR_WIDTH) + "\r");
        }
        out.print(row);
        out.flush();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
