package io.aligspark.job.launch;

import io.aligspark.job.config.RunConfig;
import io.aligspark.job.config.Settings;
import io.aligspark.job.session.Cluster;
import io.aligspark.job.session.Events;
import io.aligspark.job.session.StartClock;
import io.aligspark.job.storage.RunFolder;
import io.aligspark.networks.Device;
import io.aligspark.networks.EngineProvider;
import java.io.PrintStream;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaSparkContext;

/** Spark as a command starts it, with the settings that training wants. Driver. */
public final class Launch implements AutoCloseable {
    private static final String TASK_GPUS = "spark.task.resource.gpu.amount";

    private final String master;
    private final Map<String, String> overrides;
    private final PrintStream out;
    private final StartClock clock = new StartClock();
    private Cluster cluster;
    /** Whether somebody else started the context, and will stop it. */
    private boolean borrowed;

    /**
     * Not yet started, so that mistakes in settings show at once.
     *
     * @param master Spark master, or null for spark-submit's (local[*] if it names none)
     * @param overrides Spark settings of the user
     */
    public Launch(String master, Map<String, String> overrides, PrintStream out) {
        this.master = master;
        this.overrides = Map.copyOf(overrides);
        this.out = out;
    }

    /** Starts Spark and the engine on the executors, at the first call; prints its warnings. */
    public Cluster start(RunConfig config) {
        if (cluster == null) {
            Events events = new PrintedNotes(out);
            connect(config.network().name(), config.engine()).startEngines(config, events);
            SparkLine.running().warning().ifPresent(events::warning);
        }
        return cluster;
    }

    /**
     * Starts Spark alone. A context that runs already is used as it is.
     *
     * @param purpose in the name of the application
     * @throws IllegalArgumentException if this Spark is too old, or settings do not fit
     */
    public Cluster connect(String purpose, RunConfig.Engine engine) {
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
        // Ours are flat arrays, which Kryo would not make faster.
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        // Names of files are read in the encoding of the locale.
        conf.setIfMissing("spark.executorEnv.LC_ALL", "C.UTF-8");
        requireGpus(conf, engine.device());
        Slots.requireMemory(conf);
        EngineProvider.of(engine.name());
        // No session: Spark SQL would start, too.
        borrowed = SparkEnv.get() != null;
        if (borrowed) {
            cluster = new Cluster(JavaSparkContext.fromSparkContext(SparkContext.getOrCreate()), clock);
        } else {
            out.println("starting Spark on " + conf.get("spark.master"));
            clock.end(StartClock.SUBMIT);
            keepExecutors(conf);
            JavaSparkContext context = JavaSparkContext.fromSparkContext(start(conf));
            cluster = new Cluster(context, clock);
            // Shards are spread over the executors once.
            Slots.await(context, out);
            clock.end(StartClock.SPARK);
        }
        return cluster;
    }

    /**
     * Checks that what a run writes outlives the driver.
     *
     * @throws IllegalArgumentException if it would be lost
     */
    public void requireLasting(Settings settings, RunFolder folder) {
        DriverPlace.of(new SparkConf()).requireLasting(settings.text("output.dir"), folder.files());
    }

    /** Stops Spark, unless it ran before. */
    @Override
    public void close() {
        if (cluster != null && !borrowed) {
            cluster.context().stop();
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
}
