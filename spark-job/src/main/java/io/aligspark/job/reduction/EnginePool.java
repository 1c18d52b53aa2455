package io.aligspark.job.reduction;

import io.aligspark.networks.Device;
import io.aligspark.networks.Engine;
import io.aligspark.networks.EngineProvider;
import io.aligspark.networks.Loss;
import io.aligspark.networks.Network;
import io.aligspark.networks.Precision;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Function;

/**
 * The engines of one JVM. A task borrows one; those that no task has wait for the next, whatever they compute: no more of them
 * than were ever borrowed at a time, the ones that were used last. Executor.
 */
public final class EnginePool {
    private record Key(String engine, Device device, Precision precision, Network network, Loss loss) {}

    private record Idle(Key key, Engine engine) {}

    /** The one that was used last is first. */
    private static final Deque<Idle> IDLE = new ArrayDeque<>();

    private static int borrowed;
    private static int mostBorrowed;

    private EnginePool() {}

    /** Lends an engine to the function, on the calling thread. */
    public static <T> T lend(
            String name, Device device, Precision precision, Network network, Loss loss, Function<Engine, T> work) {
        Key key = new Key(name, device, precision, network, loss);
        Engine engine = borrow(key);
        boolean done = false;
        try {
            if (engine == null) {
                engine = EngineProvider.of(name).create(network, loss, device, precision);
            }
            T result = work.apply(engine);
            done = true;
            return result;
        } finally {
            // Not kept after an exception: its state is then unknown.
            giveBack(key, engine, done);
        }
    }

    /** Releases the native memory of all that no task has. */
    public static void closeIdle() {
        closeBeyond(0);
    }

    /** How many wait. */
    static int idle() {
        synchronized (IDLE) {
            return IDLE.size();
        }
    }

    private static Engine borrow(Key key) {
        synchronized (IDLE) {
            borrowed++;
            mostBorrowed = Math.max(mostBorrowed, borrowed);
            for (Iterator<Idle> all = IDLE.iterator(); all.hasNext(); ) {
                Idle idle = all.next();
                if (idle.key.equals(key)) {
                    all.remove();
                    return idle.engine;
                }
            }
            return null;
        }
    }

    private static void giveBack(Key key, Engine engine, boolean usable) {
        synchronized (IDLE) {
            borrowed--;
            if (engine != null && usable) {
                IDLE.addFirst(new Idle(key, engine));
            }
        }
        if (engine != null && !usable) {
            engine.close();
        }
        int kept;
        synchronized (IDLE) {
            kept = mostBorrowed;
        }
        closeBeyond(kept);
    }

    private static void closeBeyond(int kept) {
        while (true) {
            Idle oldest;
            synchronized (IDLE) {
                if (IDLE.size() <= kept) {
                    return;
                }
                oldest = IDLE.removeLast();
            }
            oldest.engine.close();
        }
    }
}
