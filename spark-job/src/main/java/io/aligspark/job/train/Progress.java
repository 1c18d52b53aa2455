package io.aligspark.job.train;

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
final class Progress implements AutoCloseable {
    private static final long PLAIN_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final int BAR_WIDTH = 110;
    private static final String ROW = "%7s  %9s  %10s  %8s  %10s  %9s  %8s%n";

    private final PrintStream out;
    private final boolean onClasses;
    private final ProgressBar bar;
    private final long firstStep;
    private final long lastStep;
    private final long start = System.nanoTime();
    private long lastLine = start;

    /**
     * Starts with the table's head.
     *
     * @param terminal whether a bar can be drawn
     * @param onClasses whether accuracy means something; the validation loss is shown where it does not
     * @param firstStep steps taken before
     * @param lastStep steps in total
     */
    Progress(PrintStream out, boolean terminal, boolean onClasses, long firstStep, long lastStep) {
        this.out = out;
        this.onClasses = onClasses;
        this.firstStep = firstStep;
        this.lastStep = lastStep;
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

    void step(int epoch, long step, double lossMean, double stepSize, double samplesPerSecond) {
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

    void epoch(EpochMetrics epoch) {
        String row = String.format(
                Locale.ROOT,
                ROW,
                epoch.epoch(),
                loss(epoch.loss()),
                String.format(Locale.ROOT, "%.4g", epoch.stepSizeMean()),
                percent(epoch.clippedShare()),
                onClasses ? percent(epoch.validationAccuracy()) : loss(epoch.validationLoss()),
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

    private static String loss(double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.5f", value);
    }

    /** A share as people read it, or a hyphen without a value. */
    static String percent(double share) {
        return Double.isNaN(share) ? "-" : String.format(Locale.ROOT, "%.2f %%", 100 * share);
    }
}
