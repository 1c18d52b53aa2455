package io.aligspark.networks;

import java.io.Serial;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** A loss that measures itself, for engines that tell where their time goes. */
public final class TimedLoss implements Loss {
    @Serial
    private static final long serialVersionUID = 1;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Loss loss;
    private long nanoseconds;

    /** Measures that loss. */
    public TimedLoss(Loss loss) {
        this.loss = loss;
    }

    /** CPU time of the calling thread, which other load on the machine disturbs less than that of a clock. */
    public static long cpuNanoseconds() {
        return THREADS.getCurrentThreadCpuTime();
    }

    /** Spent so far. */
    public long nanoseconds() {
        return nanoseconds;
    }

    @Override
    public String name() {
        return loss.name();
    }

    @Override
    public boolean onClasses() {
        return loss.onClasses();
    }

    @Override
    public int targetLength(int outputs) {
        return loss.targetLength(outputs);
    }

    @Override
    public double lossAndGradient(
            float[] outputs, float[] targets, int samples, float[] gradient, double[] sampleLosses) {
        long start = cpuNanoseconds();
        double sum = loss.lossAndGradient(outputs, targets, samples, gradient, sampleLosses);
        nanoseconds += cpuNanoseconds() - start;
        return sum;
    }
}
