package io.aligspark.job.train;

import io.aligspark.job.config.RunConfig;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.EngineProvider.Hardware;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;

/** The Spark session of a command, with the settings that training wants, and what its executors compute on. Driver. */
public final class Cluster implements AutoCloseable {
    private static final String TASK_CPUS = "spark.task.cpus";

    private final String master;
    private final Map<String, String> overrides;
    private final PrintStream out;
    private SparkSession session;
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

    /** Starts Spark and the engine on the executors, at the first call; warns of what slows it down. */
    void start(RunConfig config) {
        if (session != null) {
            return;
        }
        SparkConf conf = new SparkConf();
        if (master != null) {
            conf.setMaster(master);
        }
        conf.setIfMissing("spark.master", "local[*]");
        conf.setIfMissing("spark.app.name", "alig " + config.network().name());
        // Compute threads of a task; the driver's own environment rules a local master.
        conf.setIfMissing(
                "spark.executorEnv.OMP_NUM_THREADS",
                String.valueOf(config.engine().threads()));
        // Weights do not compress; trying takes longer than sending them.
        conf.setIfMissing("spark.broadcast.compress", "false");
        // The sums of a step must arrive, however large the model.
        conf.setIfMissing("spark.driver.maxResultSize", "0");
        // Results up to this size skip a detour over the block manager; below spark.rpc.message.maxSize.
        conf.setIfMissing("spark.task.maxDirectResultSize", "100m");
        // Shards are spread over the executors once: wait until all of them are there.
        conf.setIfMissing("spark.scheduler.minRegisteredResourcesRatio", "1.0");
        conf.setIfMissing("spark.ui.showConsoleProgress", "false");
        overrides.forEach(conf::set);
        if (conf.get("spark.master").startsWith("local")) {
            // All on this machine: whatever its name resolves to does not matter.
            conf.setIfMissing("spark.driver.host", "localhost");
            conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
        }
        // Ours are records, which Kryo cannot read, and flat arrays, which it would not make faster.
        conf.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
        out.println("starting Spark on " + conf.get("spark.master"));
        session = SparkSession.builder().config(conf).getOrCreate();
        hardware = startEngines(config.engine().name());
        out.printf(
                "Spark %s on %s, %d task slots, %s%n",
                session.version(), session.sparkContext().master(), slots(), hardware.device());
        hardware.warnings().forEach(warning -> out.println("warning: " + warning));
        if (hardware.threads() != config.engine().threads()) {
            out.printf(
                    "warning: tasks compute with %d threads, not engine.threads = %d: set OMP_NUM_THREADS in the"
                            + " environment%n",
                    hardware.threads(), config.engine().threads());
        }
    }

    /** The session. */
    public SparkSession session() {
        return session;
    }

    /** The session's context. */
    public JavaSparkContext context() {
        return JavaSparkContext.fromSparkContext(session.sparkContext());
    }

    /** Tasks that run at a time. */
    public int slots() {
        int cpus = Integer.parseInt(session.sparkContext().getConf().get(TASK_CPUS, "1"));
        return Math.max(1, context().defaultParallelism() / cpus);
    }

    /** What tasks compute on; results may depend on it. */
    Hardware hardware() {
        return hardware;
    }

    /** Stops Spark. */
    @Override
    public void close() {
        if (session != null) {
            session.stop();
        }
    }

    private Hardware startEngines(String engine) {
        List<Integer> tasks = IntStream.range(0, slots()).boxed().toList();
        List<Hardware> found = context()
                .parallelize(tasks, tasks.size())
                .map(task -> EngineProvider.of(engine).hardware())
                .distinct()
                .collect();
        if (found.size() > 1) {
            out.println("warning: executors differ, so results depend on which of them compute what: " + found);
        }
        return found.get(0);
    }
}
