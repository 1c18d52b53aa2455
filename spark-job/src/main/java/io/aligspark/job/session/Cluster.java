package io.aligspark.job.session;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.reduction.EnginePool;
import io.aligspark.job.storage.HadoopFiles;
import io.aligspark.networks.EngineProvider.Hardware;
import io.aligspark.networks.Network;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;

/** A Spark that runs, whoever started it: its task slots, and what they compute on. Driver. */
public final class Cluster {
    private final JavaSparkContext context;
    private final StartClock clock;
    private Hardware hardware;
    private int most = Integer.MAX_VALUE;

    /** A Spark that its caller has started, and stops. */
    public Cluster(JavaSparkContext context) {
        this(context, StartClock.stopped());
    }

    /**
     * A Spark that a command has started.
     *
     * @param clock takes the time of what follows
     */
    public Cluster(JavaSparkContext context, StartClock clock) {
        this.context = context;
        this.clock = clock;
        HadoopFiles.use(context.hadoopConfiguration());
    }

    /**
     * Starts the engine in all task slots, at the first call.
     *
     * @throws IllegalArgumentException if one of them cannot compute as the configuration wants it
     */
    public Cluster startEngines(RunConfig config, Events events) {
        if (hardware != null) {
            return this;
        }
        hardware = hardware(config, events);
        clock.end(StartClock.ENGINE);
        events.note(String.format(
                Locale.ROOT,
                "Spark %s on %s, %d task slots, %s",
                context.version(),
                context.master(),
                slots(),
                hardware.device()));
        hardware.warnings().forEach(events::warning);
        if (hardware.threads() != config.engine().threads()) {
            events.warning("tasks compute with " + hardware.threads() + " threads, not engine.threads = "
                    + config.engine().threads() + ": set OMP_NUM_THREADS in the environment");
        }
        return this;
    }

    private Hardware hardware(RunConfig config, Events events) {
        List<TaskSlot> slots = taskSlots(config.engine(), config.network());
        slots.stream().filter(slot -> slot.refusal() != null).findFirst().ifPresent(slot -> {
            throw new IllegalArgumentException(slot.refusal() + " (executor " + slot.executor() + ")");
        });
        List<Hardware> found = slots.stream().map(TaskSlot::hardware).distinct().toList();
        if (found.size() > 1) {
            events.warning("executors differ, so results depend on which of them compute what: " + found);
        }
        return found.get(0);
    }

    /**
     * Starts the engine in all task slots, on all executors.
     *
     * @param network that it is to compute; null if none
     */
    public List<TaskSlot> taskSlots(RunConfig.Engine engine, Network network) {
        return TaskSlot.startEngines(context, engine, network, slots());
    }

    /** The Spark master. */
    public String master() {
        return context.master();
    }

    /** Spark's context. */
    public JavaSparkContext context() {
        return context;
    }

    /** The parts of the way to the first step. */
    StartClock clock() {
        return clock;
    }

    /**
     * Tasks that run at a time: of each executor that is there, as many as its cores and GPUs allow. Spark's default parallelism
     * is no such number: users set it for other programs.
     */
    public int slots() {
        return Math.max(1, Math.min(most, slots(context)));
    }

    /** The same of a Spark that may still wait for executors; 0 if there is none. */
    public static int slots(JavaSparkContext context) {
        return context.sc()
                .maxNumConcurrentTasks(context.sc().resourceProfileManager().defaultResourceProfile());
    }

    /** Uses no more task slots than that. */
    public Cluster atMost(int slots) {
        most = slots;
        return this;
    }

    /** Releases the native memory of engines that no task uses, on executors that have a free slot; others do with their own end. */
    public void closeEngines() {
        if (context.sc().isStopped()) {
            return;
        }
        int tasks = slots(context);
        if (tasks > 0) {
            context.parallelize(IntStream.range(0, tasks).boxed().toList(), tasks)
                    .foreach(task -> EnginePool.closeIdle());
        }
    }

    /** What tasks compute on; results may depend on it. */
    Hardware hardware() {
        return hardware;
    }

    /** What an attempt that starts now runs on. */
    RunMetrics metrics() {
        return new RunMetrics(context.version(), slots(), hardware.device(), hardware.threads());
    }
}
