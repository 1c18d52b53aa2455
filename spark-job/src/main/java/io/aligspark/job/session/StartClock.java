package io.aligspark.job.session;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes the time of what lies between the start of this JVM and the first step of its first run. Driver. */
public final class StartClock {
    /** The JVM, spark-submit and reading of the configuration. */
    public static final String SUBMIT = "submit";
    /** Spark's context. */
    public static final String SPARK = "spark";
    /** The engine in all task slots. */
    public static final String ENGINE = "engine";
    /** Reading and packing of the samples. */
    public static final String DATA = "data";
    /** The reduction and a step. */
    public static final String FIRST_STEP = "firstStep";

    /** In order. */
    public static final List<String> PARTS = List.of(SUBMIT, SPARK, ENGINE, DATA, FIRST_STEP);

    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = jvmStart();

    /** One that takes no time: of a Spark that was there before. */
    static StartClock stopped() {
        StartClock clock = new StartClock();
        clock.seconds.put(FIRST_STEP, 0.0);
        return clock;
    }

    /** When this JVM started, in milliseconds since 1970. */
    static long jvmStart() {
        return ManagementFactory.getRuntimeMXBean().getStartTime();
    }

    /** A part ends now, if it has not before. */
    public synchronized void end(String part) {
        if (!seconds.containsKey(part) && !seconds.containsKey(FIRST_STEP)) {
            long now = System.currentTimeMillis();
            seconds.put(part, (now - last) / 1e3);
            last = now;
        }
    }

    /** The parts in order, at the first step; empty at all others. */
    synchronized Optional<Map<String, Double>> firstStep() {
        if (seconds.containsKey(FIRST_STEP)) {
            return Optional.empty();
        }
        end(FIRST_STEP);
        return Optional.of(seconds);
    }
}
