package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.shards.PackedSamples;
import io.aligspark.job.storage.TrainingState;
import java.util.Locale;

/** What a run tells people before it trains. Driver. */
record RunNotes(Cluster cluster, Events events) {

    private void note(String format, Object... values) {
        events.note(String.format(Locale.ROOT, format, values));
    }

    /** What is trained, and task slots that it leaves idle. */
    void describe(RunConfig config, PackedSamples.Training data) {
        int shards = data.schedule().shards();
        note(
                "%s, %,d parameters; %,d training and %,d validation samples; batches of %d in %d shards",
                config.network().name(),
                config.network().parameters().length(),
                data.schedule().samples(),
                data.validationSamples(),
                config.train().batchSize(),
                shards);
        if (cluster.slots() > shards) {
            note(
                    "note: %d task slots but %d shards a batch: %d slots stay idle; a smaller train.shard-size (now %d)"
                            + " or a larger train.batch-size would use them",
                    cluster.slots(),
                    shards,
                    cluster.slots() - shards,
                    config.train().shardSize());
        }
    }

    /**
     * Where a run continues.
     *
     * @throws IllegalArgumentException if it has finished, or its samples are not those of before
     */
    void describeResume(boolean ended, TrainingState start, long steps, PackedSamples.Training data) {
        if (start.step() >= steps && ended) {
            throw new IllegalArgumentException("the run has finished its "
                    + steps / data.schedule().stepsPerEpoch()
                    + " epochs: give a larger number with train.epochs=... to continue it");
        }
        if (start.step() % data.schedule().stepsPerEpoch() != 0) {
            throw new IllegalArgumentException("the checkpoint is of step " + start.step()
                    + ", but an epoch now has " + data.schedule().stepsPerEpoch()
                    + " steps: the training samples are not those of the run");
        }
        note("resuming after epoch %d", start.step() / data.schedule().stepsPerEpoch());
    }

    /** Warns if the attempt before ran on what may give other bits. */
    void warnOfOtherHardware(RunMetrics before) {
        if (!before.device().equals(cluster.hardware().device())
                || before.threads() != cluster.hardware().threads()) {
            events.warning("the run was on " + before.device() + " with " + before.threads()
                    + " threads a task, now it is on " + cluster.hardware().device() + " with "
                    + cluster.hardware().threads()
                    + ": its bits may differ from those of an undisturbed run");
        }
    }
}
