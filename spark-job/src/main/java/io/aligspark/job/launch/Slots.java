package io.aligspark.job.launch;

import io.aligspark.job.session.Cluster;
import java.io.PrintStream;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** The executors that were asked for, and waiting for them. Driver. */
final class Slots {
    private static final Pattern LOCAL_CLUSTER =
            Pattern.compile("local-cluster\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");
    private static final long LOOK_MILLIS = 100;
    private static final long TELL_SECONDS = 15;
    /** Executors of a cluster of unknown size register within this time of each other. */
    private static final long SETTLED_SECONDS = 3;

    private Slots() {}

    /**
     * Waits for the executors: until all that were asked for are there; where that number is not known, until no more come;
     * and in any case no longer than {@code spark.scheduler.maxRegisteredResourcesWaitingTime} after the last that came.
     *
     * @throws IllegalArgumentException if an executor has too few cores for a task
     */
    static void await(JavaSparkContext context, PrintStream out) {
        SparkConf conf = context.getConf();
        OptionalInt expected = expected(conf);
        long patience = conf.getTimeAsSeconds("spark.scheduler.maxRegisteredResourcesWaitingTime", "30s");
        if (expected.isEmpty()) {
            patience = Math.min(patience, SETTLED_SECONDS);
        }
        int most = Cluster.slots(context);
        long grown = System.nanoTime();
        long told = grown;
        while (most < expected.orElse(Integer.MAX_VALUE) && (most == 0 || secondsSince(grown) < patience)) {
            if (context.sc().isStopped()) {
                throw new IllegalArgumentException("Spark could not reach " + context.master()
                        + ", or was stopped by it, while it waited for executors");
            }
            if (most == 0 && secondsSince(told) >= TELL_SECONDS) {
                told = System.nanoTime();
                requireExecutors(context);
                out.println("waiting for executors of " + context.master() + ": none has come in "
                        + secondsSince(grown) + " s; has it free cores, and as much memory as spark.executor.memory = "
                        + conf.get("spark.executor.memory", "1g") + "?");
            }
            pause();
            int now = Cluster.slots(context);
            if (now > most) {
                most = now;
                grown = System.nanoTime();
            }
        }
        int slots = most;
        expected.ifPresent(all -> {
            if (slots < all) {
                out.println("warning: " + slots + " of the " + all
                        + " task slots that were asked for are there; going on" + " with them");
            }
        });
    }

    private static void requireExecutors(JavaSparkContext context) {
        int executors = context.sc().statusTracker().getExecutorInfos().length - 1;
        if (executors > 0) {
            throw new IllegalArgumentException("no executor has the cores, or GPUs, of a task: spark.task.cpus = "
                    + context.getConf().get("spark.task.cpus", "1") + ", spark.executor.cores = "
                    + context.getConf().get("spark.executor.cores", "all of a worker"));
        }
    }

    /** Slots of all executors that were asked for, if it is known how many those are. */
    static OptionalInt expected(SparkConf conf) {
        int cpus = conf.getInt("spark.task.cpus", 1);
        String master = conf.get("spark.master");
        Matcher localCluster = LOCAL_CLUSTER.matcher(master);
        if (localCluster.matches()) {
            int workers = Integer.parseInt(localCluster.group(1));
            int workerCores = Integer.parseInt(localCluster.group(2));
            int cores = conf.getInt("spark.executor.cores", workerCores);
            long fitting = Long.parseLong(localCluster.group(3)) / conf.getSizeAsMb("spark.executor.memory", "1g");
            return OptionalInt.of(workers * (int) Math.min(workerCores / cores, fitting) * (cores / cpus));
        }
        if (master.startsWith("local")) {
            return OptionalInt.of(0);
        }
        if (master.equals("yarn") || master.startsWith("k8s")) {
            return OptionalInt.of(
                    conf.getInt("spark.executor.instances", 2) * (conf.getInt("spark.executor.cores", 1) / cpus));
        }
        int most = conf.getInt("spark.cores.max", 0);
        int cores = conf.getInt("spark.executor.cores", 0);
        if (most == 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(cores > 0 ? most / cores * (cores / cpus) : most / cpus);
    }

    /** @throws IllegalArgumentException if no worker of local-cluster has the memory of an executor */
    static void requireMemory(SparkConf conf) {
        Matcher localCluster = LOCAL_CLUSTER.matcher(conf.get("spark.master"));
        if (localCluster.matches()) {
            long offered = Long.parseLong(localCluster.group(3));
            long wanted = conf.getSizeAsMb("spark.executor.memory", "1g");
            if (wanted > offered) {
                throw new IllegalArgumentException("spark.executor.memory = " + wanted
                        + " MiB is more than a worker of " + conf.get("spark.master") + " has, " + offered
                        + " MiB: give it more there, or executors less");
            }
        }
    }

    private static long secondsSince(long nanos) {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - nanos);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for executors", e);
        }
    }
}
