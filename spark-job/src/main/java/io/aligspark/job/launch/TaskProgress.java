package io.aligspark.job.launch;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaSparkContext;

/** How many tasks of the stage that is under way have ended: a bar on a terminal, a plain line every ten seconds elsewhere. Driver. */
public final class TaskProgress implements AutoCloseable {
    private static final long TERMINAL_MILLIS = 500;
    private static final long PLAIN_MILLIS = 10_000;

    private final JavaSparkContext context;
    private final String what;
    private final PrintStream out;
    private final ProgressBar bar;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "alig-progress");
        thread.setDaemon(true);
        return thread;
    });

    private TaskProgress(JavaSparkContext context, String what, PrintStream out, boolean terminal) {
        this.context = context;
        this.what = what;
        this.out = out;
        bar = terminal
                ? new ProgressBarBuilder()
                        .setTaskName(what)
                        .setUnit(" tasks", 1)
                        .setInitialMax(1)
                        .startsFrom(0, Duration.ZERO)
                        .setStyle(ProgressBarStyle.ASCII)
                        .setConsumer(new TerminalLine(out))
                        .clearDisplayOnFinish()
                        .build()
                : null;
    }

    /** Shows the jobs of a Spark until it is closed. */
    public static TaskProgress start(JavaSparkContext context, String what, PrintStream out, boolean terminal) {
        TaskProgress progress = new TaskProgress(context, what, out, terminal);
        long millis = terminal ? TERMINAL_MILLIS : PLAIN_MILLIS;
        // The future is not needed: closing ends it.
        var unused = progress.clock.scheduleAtFixedRate(progress::show, millis, millis, TimeUnit.MILLISECONDS);
        return progress;
    }

    private void show() {
        for (int id : context.statusTracker().getActiveStageIds()) {
            SparkStageInfo stage = context.statusTracker().getStageInfo(id);
            if (stage == null) {
                continue;
            }
            if (bar != null) {
                bar.maxHint(stage.numTasks());
                bar.stepTo(stage.numCompletedTasks());
            } else {
                out.printf(Locale.ROOT, "  %s: %d of %d tasks%n", what, stage.numCompletedTasks(), stage.numTasks());
            }
            return;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (bar != null) {
            bar.close();
        }
    }
}
