package io.aligspark.job.train;

import io.aligspark.job.config.RunConfig;
import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.EngineProvider.Hardware;
import io.aligspark.networks.Network;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark as a command uses it, with the settings that training wants, and what its executors compute on. Driver. */
public final class Cluster implements AutoCloseable {
    private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

    private final String master;
    private final Map<String, String> overrides;
    private final PrintStream out;
    private final StartClock clock = new StartClock();
    private JavaSparkContext context;
    /** Whether somebody else started the context, and will stop it. */
    private boolean borrowed;

    private Hardware hardware;

    /**
     * Not yet started, so that mistakes in settings show at once.
     *
     * @param master Spark master, or null for spark-submit's (local[*] if it names none)
     * @param overrides Spark settings of the user
     */
    public Cluster(String master, Map<String, String> overrides, PrintStream out) {
        this.master = master;
        this.overrides = Map.copyOf(overrides);
        this.out = out;
    }

    /** Starts Spark and the engine on the executors, at the first call; prints its warnings. */
    public void start(RunConfig config) {
        if (context != null) {
            return;
        }
        connect(config.network().name(), config.engine());
        hardware = startEngines(config);
        clock.end(StartClock.ENGINE);
        out.printf(
                Locale.ROOT,
                "Spark %s on %s, %d task slots, %s%n",
                context.version(),
                context.master(),
                slots(),
                hardware.device());
        SparkLine.running().warning().ifPresent(warning -> out.println("warning: " + warning));
        hardware.warnings().forEach(warning -> out.println("warning: " + warning));
        if (hardware.threads() != config.engine().threads()) {
            out.printf(
                    Locale.ROOT,
                    "warning: tasks compute with %d threads, not engine.threads = %d: set OMP_NUM_THREADS in the"
                            + " environment%n",
                    hardware.threads(),
                    config.engine().threads());
        }
    }

    /**
     * Starts Spark alone. A context that runs already is used as it is.
     *
     * @param purpose in the name of the application
     * @return Spark's version
     * @throws IllegalArgumentException if this Spark is too old, or settings do not fit
     */
    public String connect(String purpose, RunConfig.Engine engine) {
        SparkLine.running().require();
        SparkConf conf = new SparkConf();
        if (master != null) {
            conf.setMaster(master);
        }
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.app.name", "alig " + purpose);
        // Compute threads of a task; the driver's own environment rules a local master.
        conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", String.valueOf(engine.threads()));
        // Without it cuBLAS is not deterministic.
        conf.setIfMissing("spark.executorEnv.CUBLAS_WORKSPACE_CONFIG", ":4096:8");
        // Weights do not compress; trying takes longer than sending them.
        conf.setIfMissing("spark.broadcast.compress", "false");
        // The sums of a step must arrive, however large the model.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // Results up to this size skip a detour over the block manager; below spark.rpc.message.maxSize.
        conf.setIfMissing("spark.task.maxDirectResultSize", "100m");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        overrides.forEach(conf::set);
        if (conf.get("spark.master").startsWith("local")) {
            // All on this machine: whatever its name resolves to does not matter.
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        // Ours are records, which Kryo cannot read, and flat arrays, which it would not make faster.
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        // Names of files are read in the encoding of the locale.
        conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
        requireGpus(conf, engine.device());
        Slots.requireMemory(conf);
        EngineProvider.of(engine.name());
        // No session: Spark SQL would start, too.
        borrowed = SparkEnv.get() != null;
        if (borrowed) {
            context = JavaSparkContext.fromSparkContext(SparkContext.getOrCreate());
        } else {
            out.println("starting Spark on " + conf.get("spark.master"));
            clock.end(StartClock.SUBMIT);
            keepExecutors(conf);
            context = JavaSparkContext.fromSparkContext(start(conf));
            // Shards are spread over the executors once.
            Slots.await(context, out);
            clock.end(StartClock.SPARK);
        }
        return context.version();
    }

    /** The Spark master. */
    public String master() {
        return context.master();
    }

    /**
     * Starts the engine in all task slots, on all executors.
     *
     * @param network that it is to compute; null if none
     */
    public List<TaskSlot> taskSlots(RunConfig.Engine engine, Network network) {
        return TaskSlot.startEngines(context, engine, network, slots());
    }

    /** Spark's context. */
    public JavaSparkContext context() {
        return context;
    }

    /** The parts of the way to the first step. */
    StartClock clock() {
        return clock;
    }

    /** Tasks that run at a time. */
    public int slots() {
        return Math.max(1, Slots.now(context));
    }

    /** What tasks compute on; results may depend on it. */
    Hardware hardware() {
        return hardware;
    }

    /** Stops Spark, unless it ran before. */
    @Override
    public void close() {
        if (context != null && !borrowed) {
            context.stop();
        }
    }

    /** What a site sets for other programs, and would take tasks of a run away from it. */
    private void keepExecutors(SparkConf conf) {
        if (conf.getBoolean("spark.speculation", false)) {
            conf.set("spark.speculation", "false");
            out.println("note: spark.speculation is off: a step needs each task once");
        }
        if (conf.getBoolean("spark.dynamicAllocation.enabled", false)) {
            conf.set("spark.dynamicAllocation.enabled", "false");
            String note = "note: spark.dynamicAllocation is off: a run keeps its executors";
            if (conf.get("spark.master").matches("yarn|k8s.*")) {
                int least = Math.max(
                        conf.getInt("spark.dynamicAllocation.initialExecutors", 2),
                        conf.getInt("spark.dynamicAllocation.minExecutors", 2));
                conf.setIfMissing("spark.executor.instances", String.valueOf(least));
                note += "; spark.executor.instances = " + conf.get("spark.executor.instances") + " says how many";
            }
            out.println(note);
        }
    }

    /** @throws IllegalArgumentException if Spark does not start: for its settings, or what it needs is not there */
    private static SparkContext start(SparkConf conf) {
        try {
            return SparkContext.getOrCreate(conf);
        } catch (Exception e) {
            // Spark throws checked exceptions without declaring them.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            String message =
                    String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            throw new IllegalArgumentException(
                    "Spark does not start on " + conf.get("spark.master") + ": "
                            + (cause instanceof SparkException || cause instanceof IllegalArgumentException
                                    ? message
                                    : cause.getClass().getSimpleName() + ": " + message),
                    e);
        }
    }

    /** With a local master Spark schedules no GPUs. */
    private static void requireGpus(SparkConf conf, Device.Choice device) {
        if (device == Device.Choice.GPU
                && !conf.get("spark.master").matches("local(\\[.*)?")
                && !conf.contains(TASK_GPUS)) {
            throw new IllegalArgumentException("engine.device = gpu, but Spark gives tasks no GPU: give --gpu, or set "
                    + TASK_GPUS + "=1 and what belongs to it");
        }
    }

    private Hardware startEngines(RunConfig config) {
        List<TaskSlot> slots = taskSlots(config.engine(), config.network());
        slots.stream().filter(slot -> slot.refusal() != null).findFirst().ifPresent(slot -> {
            throw new IllegalArgumentException(slot.refusal() + " (executor " + slot.executor() + ")");
        });
        List<Hardware> found = slots.stream().map(TaskSlot::hardware).distinct().toList();
        if (found.size() > 1) {
            out.println("warning: executors differ, so results depend on which of them compute what: " + found);
        }
        return found.get(0);
    }
}
