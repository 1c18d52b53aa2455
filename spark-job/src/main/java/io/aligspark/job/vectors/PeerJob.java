package io.aligspark.job.vectors;

import io.aligspark.job.exchange.Coordinator;
import io.aligspark.job.exchange.ExchangeException;
import io.aligspark.job.exchange.ExchangeOptions;
import io.aligspark.job.exchange.Invitation;
import io.aligspark.job.exchange.Slices;
import io.aligspark.job.shards.ShardBlock;
import io.aligspark.job.storage.TrainingState;
import io.aligspark.job.vectors.Command.Farewell;
import io.aligspark.job.vectors.Command.Finish;
import io.aligspark.job.vectors.Command.Start;
import java.io.Serializable;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkJobInfo;
import org.apache.spark.SparkStageInfo;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** One Spark job of long-lived tasks, the ranks, and the driver's coordination of them. Driver. */
final class PeerJob {
    private static final long LEAVE_SECONDS = 30;
    /** How long the number of running tasks stays the same before it counts as the number of slots. */
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private final JavaSparkContext spark;
    private final Coordinator coordinator;
    private final String group = "alig-" + UUID.randomUUID();
    private final Thread thread;

    private PeerJob(JavaSparkContext spark, JavaRDD<ShardBlock> shards, Coordinator coordinator, PeerTask task) {
        this.spark = spark;
        this.coordinator = coordinator;
        thread = new Thread(() -> run(shards, task), "alig-ranks");
        thread.setDaemon(true);
    }

    /**
     * Starts a rank for each partition and waits until all are there.
     *
     * @throws ExchangeException if they do not come
     */
    static PeerJob start(
            JavaSparkContext spark,
            JavaRDD<ShardBlock> shards,
            ExchangeOptions options,
            Function<Invitation, PeerTask> task) {
        boolean whole = Arrays.stream(spark.sc().getRDDStorageInfo())
                .anyMatch(info -> info.id() == shards.id() && info.numCachedPartitions() == info.numPartitions());
        if (!whole) {
            // Blocks that an executor took with it are packed again by a job that Spark may retry as it likes.
            shards.count();
        }
        SparkConf conf = spark.getConf();
        String host = conf.get("spark.driver.host");
        String bindHost = spark.sc().isLocal() ? null : conf.get("spark.driver.bindAddress", host);
        Coordinator coordinator = new Coordinator(options, shards.getNumPartitions(), bindHost, host);
        PeerJob job = new PeerJob(spark, shards, coordinator, task.apply(coordinator.invitation()));
        job.thread.start();
        try {
            coordinator.awaitRanks(job.patience(options.timeout(), shards.getNumPartitions()));
        } catch (ExchangeException e) {
            job.abort(e.getMessage());
            throw e;
        }
        return job;
    }

    /** Waits on while tasks run or may yet start; otherwise the cluster has too few slots. */
    private Runnable patience(Duration timeout, int ranks) {
        // A cluster starts tasks at once or after spark.locality.wait, unless it is growing or has other jobs.
        boolean growing = spark.getConf().getBoolean("spark.dynamicAllocation.enabled", false);
        return new Runnable() {
            private int running;
            private long since = System.nanoTime();

            @Override
            public void run() {
                int now = runningTasks();
                if (now != running || now >= ranks) {
                    running = now;
                    since = System.nanoTime();
                    return;
                }
                boolean others = spark.statusTracker().getActiveJobIds().length > 1;
                Duration limit = growing || others || timeout.compareTo(SETTLED) < 0 ? timeout : SETTLED;
                if (System.nanoTime() - since > limit.toNanos()) {
                    throw new ExchangeException(
                            "training needs " + ranks + " task slots at a time, but only " + now + " tasks run",
                            Math.max(1, now));
                }
            }
        };
    }

    private int runningTasks() {
        int tasks = 0;
        for (int id : spark.statusTracker().getJobIdsForGroup(group)) {
            SparkJobInfo info = spark.statusTracker().getJobInfo(id);
            for (int stage : info == null ? new int[0] : info.stageIds()) {
                SparkStageInfo running = spark.statusTracker().getStageInfo(stage);
                tasks += running == null ? 0 : running.numActiveTasks();
            }
        }
        return tasks;
    }

    private void run(JavaRDD<ShardBlock> shards, PeerTask task) {
        spark.setJobGroup(group, "training: ranks exchange among themselves", true);
        try {
            shards.mapPartitionsWithIndex(task, true).collect();
        } catch (Exception e) {
            coordinator.fail(new ExchangeException("the Spark job of the ranks failed: " + firstLine(e), e));
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString());
    }

    void send(Serializable message) {
        coordinator.send(message);
    }

    <T> List<T> replies(Class<T> kind, String what) {
        return coordinator.replies(what).stream().map(kind::cast).toList();
    }

    /** Gives every rank the running statistics, and its slices of parameters and state. */
    void scatter(TrainingState state, Slices slices) {
        send(new Start(state.step(), state.buffers()));
        coordinator.sendSlices(state.step(), 0, state.parameters(), slices);
        for (int i = 0; i < state.optimizerState().size(); i++) {
            coordinator.sendSlices(state.step(), 1 + i, state.optimizerState().get(i), slices);
        }
    }

    /** Takes the slices of parameters and state, and lets the ranks go. */
    void gather(TrainingState state, Slices slices) {
        send(new Finish());
        coordinator.receiveSlices(state.step(), 0, state.parameters(), slices);
        for (int i = 0; i < state.optimizerState().size(); i++) {
            coordinator.receiveSlices(
                    state.step(), 1 + i, state.optimizerState().get(i), slices);
        }
        send(new Farewell());
        if (!leave()) {
            abort("a rank does not leave");
        }
        coordinator.close();
    }

    /** Ends the attempt on all ranks. */
    void abort(String cause) {
        coordinator.abort(cause);
        spark.sc().cancelJobGroup(group);
        leave();
        coordinator.close();
    }

    /** Waits until the task slots are free again. */
    private boolean leave() {
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LEAVE_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }
}
