package io.aligspark.job.session;

import java.util.HashMap;
import java.util.Map;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * The trainings of this process. Ranks that exchange directly hold their task slots for an epoch, so that two such runs could
 * wait for each other's: only one at a time may have any. Driver.
 */
public final class ActiveRuns {
    private static final Map<SparkContext, Run> ALONE = new HashMap<>();

    private ActiveRuns() {}

    /** A training that goes on until it is closed. */
    public static final class Run implements AutoCloseable {
        private final SparkContext context;
        private boolean alone;

        private Run(SparkContext context) {
            this.context = context;
        }

        /** Whether its tasks may wait for one another. */
        public boolean isAlone() {
            return alone;
        }

        @Override
        public void close() {
            synchronized (ALONE) {
                ALONE.remove(context, this);
            }
        }
    }

    /** A training starts. It is alone if no other one that is, and no other job of the application, is under way. */
    public static Run enter(JavaSparkContext context) {
        Run run = new Run(context.sc());
        boolean idle = context.statusTracker().getActiveJobIds().length == 0;
        synchronized (ALONE) {
            run.alone = idle && ALONE.putIfAbsent(context.sc(), run) == null;
        }
        return run;
    }
}
