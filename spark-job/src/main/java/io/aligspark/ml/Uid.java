package io.aligspark.ml;

import org.apache.spark.ml.util.Identifiable;

/**
 * Ids of stages. Spark's constructors ask for the id before those of Java classes that extend them could set one: so it is laid
 * ready for the thread.
 */
final class Uid {
    private static final ThreadLocal<String> READY = new ThreadLocal<>();

    private Uid() {}

    /** Lays an id ready for the stage that this thread constructs next. */
    static Uid ready(String uid) {
        READY.set(uid);
        return new Uid();
    }

    /** The id that lies ready, or a random one. */
    static String take(String prefix) {
        String uid = READY.get();
        READY.remove();
        return uid == null ? Identifiable.randomUID(prefix) : uid;
    }
}
