package io.aligspark.job.fetch;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Timer;
import java.util.TimerTask;

/** Closes a stream in which nothing moves, so that whoever reads from it does not wait for ever. */
final class StallGuard implements Closeable {
    private static final long INTERVAL_MILLIS = 1000;

    private final Timer timer = new Timer("stall guard", true);
    private volatile long lastMove = System.nanoTime();

    StallGuard(InputStream in, Duration patience) {
        TimerTask look = new TimerTask() {
            @Override
            public void run() {
                if (System.nanoTime() - lastMove > patience.toNanos()) {
                    try {
                        in.close();
                    } catch (IOException e) {
                        // The reader will notice, too.
                    }
                }
            }
        };
        timer.schedule(look, INTERVAL_MILLIS, INTERVAL_MILLIS);
    }

    void moved() {
        lastMove = System.nanoTime();
    }

    @Override
    public void close() {
        timer.cancel();
    }
}
