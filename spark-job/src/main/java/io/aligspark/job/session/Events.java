package io.aligspark.job.session;

import io.aligspark.job.data.BadRecords;
import io.aligspark.job.reduction.Evaluation;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What happens in a run, for whoever wants to know: terminals, metrics, reports, callers. Called on the thread that trains; an
 * exception ends the run. Driver.
 */
public interface Events {
    /** A line for people. */
    default void note(String line) {}

    /** A line for people that they had better read. */
    default void warning(String line) {}

    /** Records of a source that are left out, if any: after {@link #attemptStarted}. */
    default void skipped(String source, BadRecords records) {}

    /** Training starts, or goes on after a fault. */
    default void attemptStarted(Attempt attempt) {}

    /** Seconds of the parts of the way from the start of this JVM to the first step of its first run. */
    default void startedUp(Map<String, Double> seconds) {}

    /**
     * A step was taken.
     *
     * @param lossMean of the epoch so far
     * @param samplesPerSecond of the epoch so far
     */
    default void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {}

    /** An epoch was completed. */
    default void epoch(EpochMetrics metrics) {}

    /** The state is saved where it is due. */
    default void epochClosed() {}

    /** Why training stopped early. */
    default void fault(String message) {}

    /** The last step was taken. */
    default void trained(long step, String sha256) {}

    /** The result on the test set. */
    default void tested(long step, Evaluation evaluation) {}

    /** An attempt ended, also by an exception. */
    default void attemptEnded() {}

    /** The run ended, also by an exception. */
    default void ended() {}

    /**
     * What an attempt is.
     *
     * @param metrics what it runs on
     * @param firstStep steps taken before
     * @param lastStep steps in total
     * @param onClasses whether accuracy means something; the validation loss is of interest where it does not
     */
    record Attempt(RunMetrics metrics, long firstStep, long lastStep, boolean onClasses) {}

    /** Tells all of them, in this order. */
    static Events all(List<Events> listeners) {
        return new Events() {
            private void each(Consumer<Events> event) {
                listeners.forEach(event);
            }

            @Override
            public void note(String line) {
                each(events -> events.note(line));
            }

            @Override
            public void warning(String line) {
                each(events -> events.warning(line));
            }

            @Override
            public void skipped(String source, BadRecords records) {
                each(events -> events.skipped(source, records));
            }

            @Override
            public void attemptStarted(Attempt attempt) {
                each(events -> events.attemptStarted(attempt));
            }

            @Override
            public void startedUp(Map<String, Double> seconds) {
                each(events -> events.startedUp(seconds));
            }

            @Override
            public void step(StepMetrics metrics, double lossMean, double samplesPerSecond) {
                each(events -> events.step(metrics, lossMean, samplesPerSecond));
            }

            @Override
            public void epoch(EpochMetrics metrics) {
                each(events -> events.epoch(metrics));
            }

            @Override
            public void epochClosed() {
                each(Events::epochClosed);
            }

            @Override
            public void fault(String message) {
                each(events -> events.fault(message));
            }

            @Override
            public void trained(long step, String sha256) {
                each(events -> events.trained(step, sha256));
            }

            @Override
            public void tested(long step, Evaluation evaluation) {
                each(events -> events.tested(step, evaluation));
            }

            @Override
            public void attemptEnded() {
                each(Events::attemptEnded);
            }

            @Override
            public void ended() {
                each(Events::ended);
            }
        };
    }
}
